// <inflight-timeline> as a component of React 18 and 19: events by their names in camel case, which React 18 has no way to listen to.
import {createElement, forwardRef, useEffect, useLayoutEffect, useRef} from "react";
import {define, events} from "./index.js";

const useFirst = typeof document === "undefined" ? useEffect : useLayoutEffect;

function component(tag) {
  return forwardRef(function ({children, ...given}, ref) {
    const element = useRef(null), heard = useRef({}), props = {};
    heard.current = {};
    for (const [name, value] of Object.entries(given)) {
      const type = name.slice(2).toLowerCase();
      if (/^on[A-Z]/.test(name) && events.includes(type)) heard.current[type] = value;
      else props[{fontSize: "font-size", fontFamily: "font-family", maxHeight: "max-height", className: "class"}[name] ?? name] =
        Array.isArray(value) ? value.join(",") : value;
    }
    useFirst(() => {
      const {current} = element, listen = (event) => heard.current[event.type]?.(event);
      for (const type of events) current.addEventListener(type, listen);
      define();
      return () => { for (const type of events) current.removeEventListener(type, listen); };
    }, []);
    const both = (node) => {
      element.current = node;
      if (typeof ref === "function") ref(node);
      else if (ref) ref.current = node;
    };
    return createElement(tag, {...props, ref: both}, children);
  });
}

export const InflightTimeline = component("inflight-timeline");
export const InflightSteps = component("inflight-steps");
