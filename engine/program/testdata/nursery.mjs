// Runs programs, each in a worker, which has all globals and modules of its own, and starts in half of the time of a process.
//
// A line of its input is a program's file, files for what it prints and for its errors, and for how many seconds it may run, with
// tabs between. A line of its output is the program's file and "started", or how it ended, as a shell says it.
import { createWriteStream } from "node:fs";
import { createInterface } from "node:readline";
import { finished } from "node:stream/promises";
import { pathToFileURL } from "node:url";
import { Worker } from "node:worker_threads";

function run(file, printed, errors, seconds) {
  // The first fetch loads its library, which takes time. It must not be the program's.
  const first = `await fetch("data:,"); await import(${JSON.stringify(pathToFileURL(file))})`;
  const worker = new Worker(new URL(`data:text/javascript,${encodeURIComponent(first)}`), { stdout: true, stderr: true });
  const stdout = worker.stdout.pipe(createWriteStream(printed));
  const stderr = worker.stderr.pipe(createWriteStream(errors));
  const limit = setTimeout(() => worker.terminate(), seconds * 1000);
  let error = "";
  worker.stdout.once("data", () => console.log(`${file}\tstarted`));
  worker.on("error", (thrown) => (error = `${thrown?.stack ?? thrown}\n`));
  worker.on("exit", async (code) => {
    clearTimeout(limit);
    await finished(stdout);
    if (!stderr.closed) await finished(stderr);
    if (error) (await import("node:fs")).appendFileSync(errors, error);
    console.log(`${file}\t${code}`);
  });
}

for await (const line of createInterface({ input: process.stdin })) run(...line.split("\t"));
