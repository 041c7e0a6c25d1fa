// Elements by hand: text always as text, never as HTML, so no name from a file can become markup.

type Child = Node | string | null | undefined | false;
type Attributes = Record<string, string | number | boolean | null | undefined | ((event: never) => void)>;

export function h<K extends keyof HTMLElementTagNameMap>(tag: K, attributes: Attributes = {}, ...children: Child[]): HTMLElementTagNameMap[K] {
  const element = document.createElement(tag);
  apply(element, attributes);
  element.append(...present(children));
  return element;
}

export function svg(tag: string, attributes: Attributes = {}, ...children: Child[]): SVGElement {
  const element = document.createElementNS('http://www.w3.org/2000/svg', tag);
  apply(element, attributes);
  element.append(...present(children));
  return element;
}

function apply(element: Element, attributes: Attributes): void {
  for (const [key, value] of Object.entries(attributes)) {
    if (value === null || value === undefined || value === false) continue;
    if (typeof value === 'function') element.addEventListener(key, value as EventListener);
    else element.setAttribute(key, value === true ? '' : String(value));
  }
}

const present = (children: Child[]): (Node | string)[] => children.filter((child): child is Node | string => child !== null && child !== undefined && child !== false);

/** Whether a fold was opened or closed. An element that was drawn open says so later, when another may stand in its place: that one says nothing. */
export function whenShown({ currentTarget }: Event, tell: (open: boolean) => void): void {
  if (currentTarget instanceof HTMLDetailsElement && currentTarget.isConnected) tell(currentTarget.open);
}

/** Draws anew and puts the focus, the caret and the scroll back where they were; `data-key` names what can hold the focus. */
export function redraw(root: HTMLElement, ...children: Child[]): void {
  const active = document.activeElement;
  const key = active instanceof HTMLElement && root.contains(active) ? active.dataset['key'] : undefined;
  const caret = active instanceof HTMLInputElement ? active.selectionStart : null;
  const open = new Set([...root.querySelectorAll<HTMLDetailsElement>('details[open][data-key]')].map((details) => details.dataset['key']));
  const scroll = root.scrollTop;
  root.replaceChildren(...present(children));
  for (const details of root.querySelectorAll<HTMLDetailsElement>('details[data-key]')) if (open.has(details.dataset['key'])) details.open = true;
  root.scrollTop = scroll;
  if (key === undefined) return;
  const again = root.querySelector<HTMLElement>(`[data-key="${CSS.escape(key)}"]`);
  again?.focus({ preventScroll: true });
  // Who types goes on where the letter before went.
  if (again instanceof HTMLInputElement && caret !== null && again.selectionStart !== null) again.setSelectionRange(caret, caret);
}
