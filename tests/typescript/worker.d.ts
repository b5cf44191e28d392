// What the scripts of service workers find around them; the server writes the first five.

interface WorkerGlobalScope {
  KIND: string;
  LIST: string;
  RELEASE: string;
  ASSETS: string;
  SHELL: string[];
  clients: Clients;
  skipWaiting(): Promise<void>;
  addEventListener(kind: "install" | "activate", listen: (event: ExtendableEvent) => void): void;
  addEventListener(kind: "message", listen: (event: ExtendableMessageEvent) => void): void;
  addEventListener(
    kind: "sync", listen: (event: ExtendableEvent & { tag: string }) => void): void;
  addEventListener(kind: "fetch", listen: (event: FetchEvent) => void): void;
}

/** Of static/js/reports/outbox.js, which stands before the worker. */
declare function sendWaiting(): Promise<number>;
