// What the scripts of the pages find around them.
//
// Which element a selector gives is known to the template alone, so it is left open here; what the
// scripts tell each other is typed.

declare const L: any; // Leaflet
interface Window {
  L?: any;
  protomapsL?: any;
}

interface Document {
  getElementById(id: string): any;
  activeElement: any;
}
interface Navigator {
  connection?: { saveData?: boolean, effectiveType?: string };
}
interface ParentNode {
  querySelector(selectors: string): any;
  querySelectorAll(selectors: string): NodeListOf<any>;
}
interface Element {
  closest(selectors: string): any;
}
