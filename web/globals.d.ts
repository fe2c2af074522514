// What the scripts of the page call that is defined elsewhere: by the app, by Go's wasm_exec.js, by each other. For `make lint` alone.

/** The app's door for scripts, once it is there. */
declare var inflight: any;
/** The app's news for an embed's page. */
declare var inflightNews: (type: string, text: string) => void;
/** The loader's news, for an embed's page, that there is no app. */
declare var inflightFailed: (words: string) => void;
/** Where the app is to be loaded on demand: loads it, and calls before when it is about to take the page over. */
declare var inflightStart: (before?: () => void) => void;
/** What palettes list, once it is loaded. */
declare var inflightLists: any;
/** The app's: rows over an axis, of axis.js … */
declare var inflightSweep: (links: string[], axis: string, byRule: boolean, grid: number[], seeds: number) => any;
/** The app's: what a link's tasks are, and which wrappers fit them. */
declare var inflightAsked: (link: string) => {tasks: number, requests: number, timeout?: string, hedge?: string};
/** … which shows them. */
declare var inflightAxis: any;
/** Of which.js: the answer with numbers. */
declare var inflightWhich: any;
/** Of numbers.js: a HAR, a CSV or a column of times as a scenario. */
declare var inflightNumbers: any;
/** Of each.js: the editor of the chip each. */
declare var inflightEach: any;
/** Loads the scripts of a program of one's own. */
declare var inflightLoadOwn: () => Promise<void>;
declare var inflightOwn: any;
declare var inflightPython: any;
declare var inflightEditor: any;
declare module "@codemirror/*";
declare module "@lezer/highlight";
/** Of order.js: a list to be put in order. */
declare var inflightOrder: any;
/** Of frame.js: tells the host page something … */
declare var inflightPost: (type: string, value: any) => void;
/** … and calls when it can be told. */
declare var inflightGreeted: (then: () => void) => void;
/** Of fit.js: gives the embed a colour, or letters, and returns what is wrong with it. */
declare var inflightFit: (key: string, value: string) => string | undefined;
declare var inflightFetch: any;
declare var inflightTimings: any;
declare var inflightCanvas: any;
declare var inflightLooks: any;

/** Of wasm_exec.js. */
declare class Go {
  importObject: WebAssembly.Imports;
  run(instance: WebAssembly.Instance): Promise<void>;
}

interface HTMLIFrameElement {
  /** Not in all browsers: https://developer.mozilla.org/docs/Web/API/HTMLIFrameElement/credentialless */
  credentialless?: boolean;
}
