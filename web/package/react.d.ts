import type {DetailedHTMLProps, ForwardRefExoticComponent, HTMLAttributes, ReactNode, RefAttributes} from "react";
import type {InflightAttributes, InflightEventMap, InflightStepsElement, InflightTimelineElement, InflightStepsEventMap} from "./index.js";

type Camelled<K> = K extends `${infer A}-${infer B}` ? `${A}${Capitalize<B>}` : K;
type Handlers<M> = {[K in keyof M & string as `on${Capitalize<K>}`]?: (event: M[K]) => void};
type Others = Omit<HTMLAttributes<HTMLElement>, keyof InflightAttributes | keyof Handlers<InflightEventMap>>;

type Attributes = InflightAttributes & {[K in keyof InflightAttributes as Camelled<K>]: InflightAttributes[K]};

export type InflightTimelineProps = Attributes & Handlers<InflightEventMap> & Others & {children?: ReactNode};

export declare const InflightTimeline: ForwardRefExoticComponent<InflightTimelineProps & RefAttributes<InflightTimelineElement>>;
export declare const InflightSteps: ForwardRefExoticComponent<
  {step?: number; children?: ReactNode} & Handlers<InflightStepsEventMap> & Others & RefAttributes<InflightStepsElement>>;

declare module "react" {
  namespace JSX {
    interface IntrinsicElements {
      "inflight-timeline": DetailedHTMLProps<HTMLAttributes<InflightTimelineElement>, InflightTimelineElement> & InflightAttributes;
      "inflight-steps": DetailedHTMLProps<HTMLAttributes<InflightStepsElement>, InflightStepsElement> & {step?: number};
      "inflight-note": HTMLAttributes<HTMLElement> & {at?: string; event?: string; task?: string};
      "inflight-question": HTMLAttributes<HTMLElement>;
    }
  }
}
