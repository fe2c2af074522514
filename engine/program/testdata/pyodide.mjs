// Runs programs under the recorder in Pyodide, CPython's newest in WebAssembly: a line of input is {"source", "file", "network"}, a line
// of output the trace. Its arguments are the file of Pyodide's loader and the recorder's.
import fs from "node:fs";
import readline from "node:readline";
import { pathToFileURL } from "node:url";

const [loader, recorder] = process.argv.slice(2);
const { loadPyodide } = await import(pathToFileURL(loader));
const python = await loadPyodide();
python.FS.writeFile("inflight.py", fs.readFileSync(recorder));
python.runPython("import json, sys\nsys.path.insert(0, '.')\nimport inflight");
const run = python.runPython(`lambda asked: (lambda a: json.dumps(inflight.run_source(
    a["source"], a.get("file", "program.py"), network=a["network"])))(json.loads(asked))`);
readline.createInterface({ input: process.stdin }).on("line", (line) => process.stdout.write(run(line) + "\n"));
