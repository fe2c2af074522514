import {useRef, useState} from "react";
import {createRoot} from "react-dom/client";
import {define, type InflightTimelineElement} from "inflight-timeline";
import {InflightSteps, InflightTimeline} from "inflight-timeline/react";

define({site: new URLSearchParams(location.search).get("site") ?? undefined});

function Page() {
  const [said, say] = useState("not run yet"), [at, setAt] = useState(0), [dark, setDark] = useState(false);
  const run = useRef<InflightTimelineElement>(null);
  return <main>
    <button id="run" onClick={() => run.current?.run().then((trace) => say(trace.events.length + " events"))}>Run</button>
    <button id="darker" onClick={() => setDark(true)}>Darker</button>
    <input id="at" type="range" aria-label="At" min="0" max="0.3" step="0.01" value={at}
      onChange={(event) => { if (run.current) run.current.currentTime = Number(event.target.value); }} />
    <p id="said">{said}</p>
    <InflightTimeline ref={run} tasks={["a=300ms", "b=100ms!503"]} view="timeline code" theme={dark ? "dark" : "light"} fontSize={20}
      raise_for_status={false} readonly className="wide" onFinish={(event) => say(`${event.detail.summary.finished} finished`)}
      onTimeupdate={() => setAt(run.current?.currentTime ?? 0)}>
      <inflight-note at="100ms" task="b">Too busy.</inflight-note>
    </InflightTimeline>
    <InflightSteps id="course"><p>One</p><p>Two</p></InflightSteps>
  </main>;
}

createRoot(document.getElementById("root")!).render(<Page />);

// What is wrong is told by the compiler.
export const wrong = () => [
  // @ts-expect-error: there is no such theme
  <InflightTimeline theme="red" />,
  // @ts-expect-error: a misspelt key
  <InflightTimeline taks="1s" />,
  // @ts-expect-error: no such event
  run => document.querySelector("inflight-timeline")!.addEventListener("finish", (event) => event.detail.sumary),
];
