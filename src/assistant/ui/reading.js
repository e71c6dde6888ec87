// The reading pane: hovering a marker shows what it cites, a click opens the entry beside the answer. All text is set as text, never as HTML.
const WEB = /^https?:\/\//;
// An address of an editor, as the settings allow them.
const EDITOR = /^(?!(https?|wss?|ftp|file|data|blob|about|javascript|view-source):)[a-z][a-z0-9+.-]*:\/\//i;

const MATHML = "http://www.w3.org/1998/Math/MathML";
const MATHS = /^m[a-z]+$/;
const LOOKS = ["display", "stretchy", "mathvariant", "displaystyle", "accent", "linethickness", "columnalign", "fence", "minsize", "maxsize"];

function element(name, className, text) {
  const made = document.createElement(name);
  if (className) made.className = className;
  if (text) made.textContent = text;
  return made;
}

// MathML made anew from elements of mathematics and of looks alone.
function formula(node) {
  const made = document.createElementNS(MATHML, node.localName);
  for (const name of LOOKS) if (node.hasAttribute(name)) made.setAttribute(name, node.getAttribute(name));
  for (const child of node.childNodes) {
    if (child.nodeType === Node.TEXT_NODE) made.append(child.data);
    else if (MATHS.test(child.localName)) made.append(formula(child));
  }
  return made;
}

// Text, its formulas set: what the pattern of a formula finds, where MathML was made of it.
function write(where, text, maths) {
  for (const piece of text.split(new RegExp(`(${maths.pattern})`))) {
    const known = Object.hasOwn(maths.made, piece) && new DOMParser().parseFromString(maths.made[piece], "application/xml").documentElement;
    where.append(known?.localName === "math" ? formula(known) : piece);
  }
  return where;
}

// Text with the quoted words in <mark>; the quote may end in a mark of its own that the line does not have.
function marked(where, text, quote, maths) {
  const at = quote ? text.indexOf(quote) : -1;
  if (at < 0) {
    write(where, text, maths);
    return;
  }
  write(where, text.slice(0, at), maths);
  where.append(write(element("mark"), quote, maths));
  write(where, text.slice(at + quote.length), maths);
}

function anchor(target) {
  return target instanceof Element ? target.closest("a[href^='#source-'], a[href^='#verdict-'], a[href^='#copy-']") : null;
}

function control(label, className, action) {
  const button = element("button", className, label);
  button.type = "button";
  button.addEventListener("click", action);
  return button;
}

function fillTip(tip, link, data) {
  tip.replaceChildren();
  const name = link.getAttribute("href").slice(1);
  if (name.startsWith("verdict-")) {
    tip.append(element("span", "", data.verdicts[name] || ""));
    return Boolean(data.verdicts[name]);
  }
  const mark = data.marks[name];
  const entry = mark && data.entries[mark.entry];
  if (!entry) return false;
  if (mark.reason) tip.append(element("span", "", mark.reason));
  tip.append(write(element("strong"), entry.title, data.maths), element("span", "reading-byline", entry.byline));
  if (mark.quote && mark.quote !== entry.title) tip.append(write(element("q"), mark.quote, data.maths));
  return true;
}

function placeTip(tip, link) {
  const box = link.getBoundingClientRect();
  tip.hidden = false;
  const left = Math.min(Math.max(8, box.left), window.innerWidth - tip.offsetWidth - 8);
  const above = box.top - tip.offsetHeight - 6;
  tip.style.left = `${Math.max(8, left)}px`;
  tip.style.top = `${above > 8 ? above : box.bottom + 6}px`;
}

function facts(entry, quote, maths) {
  const list = element("dl", "reading-facts");
  const say = (name, value) => value && list.append(element("dt", "", name), typeof value === "string" ? element("dd", "", value) : value);
  if (WEB.test(entry.url)) {
    const link = element("a", "", entry.url.replace(WEB, ""));
    link.href = entry.url;
    link.target = "_blank";
    link.rel = "noopener noreferrer";
    const cell = element("dd");
    cell.append(link);
    say("Link", cell);
  }
  say("Section", entry.section);
  say("Place", entry.places.join("\n"));
  if (EDITOR.test(entry.address || "")) {
    const link = element("a", "", "Open in the editor");
    link.href = entry.address;
    const cell = element("dd");
    cell.append(link);
    say("File", cell);
  }
  for (const [name, value] of entry.fields) {
    const cell = element("dd");
    marked(cell, value, quote, maths);
    say(name, cell);
  }
  return list;
}

// The entries before and after this one in its file.
function neighbours(entry, open) {
  const row = element("nav", "reading-neighbours");
  row.setAttribute("aria-label", "Neighbours in the file");
  for (const [sign, near] of [["↑", entry.before], ["↓", entry.after]]) {
    if (near) row.append(control(`${sign} ${near.title}`, "reading-neighbour", () => open(near.id)));
  }
  return row;
}

function fillPane(pane, entry, quote, maths, actions) {
  const title = element("h2");
  title.tabIndex = -1;
  marked(title, entry.title, quote, maths);
  const notes = element("ul", "reading-notes");
  for (const line of entry.notes) {
    const item = element("li", line.part ? "reading-part" : "");
    item.style.marginInlineStart = `${line.depth}rem`;
    marked(item, line.text, quote, maths);
    notes.append(item);
  }
  const close = control("×", "reading-close", actions.close);
  close.setAttribute("aria-label", "Close");
  const body = entry.notes.length ? notes : element("p", "reading-byline", "The notes name it without a remark.");
  pane.replaceChildren(close, title, element("p", "reading-byline", entry.byline), body, facts(entry, quote, maths));
  if (entry.gone) return title;
  if (entry.before || entry.after) pane.append(neighbours(entry, actions.open));
  pane.append(control("Ask about this", "reading-ask", actions.ask));
  return title;
}

export default function ({ data, parentElement: root, setTriggerValue }) {
  const stop = new AbortController();
  const on = (name, act) => document.addEventListener(name, act, { signal: stop.signal, capture: true });
  const kept = (className, tag) => {
    const found = root.querySelector(`.${className}`);
    if (found) return found;
    const made = element(tag, className);
    made.hidden = true;
    root.append(made);
    return made;
  };
  const pane = kept("reading-pane", "aside");
  const tip = kept("reading-tip", "div");
  pane.setAttribute("aria-label", "Source");
  tip.setAttribute("role", "tooltip");
  tip.id = "reading-tip";

  const close = () => {
    delete document.documentElement.dataset.awaited;
    if (pane.hidden) return;
    pane.hidden = true;
    delete document.documentElement.dataset.reading;
    pane.opener?.focus?.();
  };
  const open = (link) => {
    const mark = data.marks[link.getAttribute("href").slice(1)];
    // What it stands for may come a moment after the marker, and the page be drawn again once it is open.
    document.documentElement.dataset.awaited = link.getAttribute("href");
    if (!mark || !data.entries[mark.entry]) return;
    pane.opener = link;
    show(mark.entry, mark.quote);
  };
  const show = (id, quote) => {
    const entry = data.entries[id];
    const ask = () => {
      pane.opener = null;
      close();
      setTriggerValue("ask", entry.title);
    };
    const title = fillPane(pane, entry, quote, data.maths, { close, ask, open: (near) => setTriggerValue("open", near) });
    pane.hidden = false;
    document.documentElement.dataset.reading = "open";
    title.focus({ preventScroll: true });
    pane.querySelector("mark")?.scrollIntoView({ block: "center" });
  };
  const hint = (link) => {
    if (link && fillTip(tip, link, data)) {
      link.setAttribute("aria-describedby", tip.id);
      placeTip(tip, link);
    } else tip.hidden = true;
  };
  // Beside a marker that has the focus, the arrows lead to the next one; in an open pane they open what it cites.
  const walk = (step) => {
    const markers = [...document.querySelectorAll("a[href^='#source-']")];
    const reading = !pane.hidden && pane.opener;
    const here = markers.indexOf(reading || document.activeElement);
    const next = here < 0 ? null : markers[here + step];
    if (!next) return;
    next.scrollIntoView({ block: "nearest" });
    if (reading) open(next);
    else next.focus();
  };
  const copy = async (link) => {
    const said = link.textContent;
    try {
      await navigator.clipboard.writeText(data.copies[link.hash.slice(1)] || "");
      link.textContent = "Copied";
    } catch {
      link.textContent = "Not allowed here";
    }
    setTimeout(() => (link.textContent = said), 1500);
  };
  const pointed = () => anchor(document.querySelector("a[href^='#']:hover"));
  on("mouseover", (event) => hint(anchor(event.target)));
  on("focusin", (event) => hint(anchor(event.target)));
  on("scroll", () => hint(pointed()));
  hint(pointed());
  on("click", (event) => {
    const link = anchor(event.target);
    if (!link) return;
    event.preventDefault();
    event.stopPropagation();
    if (link.hash.startsWith("#copy-")) copy(link);
    if (link.hash.startsWith("#source-")) {
      tip.hidden = true;
      open(link);
    }
  });
  if (data.latest && root.dataset.latest !== String(data.latest)) {
    root.dataset.latest = data.latest;
    // Streamlit scrolls to the end of what is new, a little later; a reader begins at the question.
    const show = () => document.querySelector(`.st-key-asked-${data.latest}`)?.scrollIntoView({ block: "start" });
    for (const wait of [0, 150, 450]) setTimeout(show, wait);
  }
  // A click that came before there was anything to hear it has gone into the address.
  if (location.hash.startsWith("#source-")) {
    document.documentElement.dataset.awaited = location.hash;
    history.replaceState(history.state, "", location.pathname + location.search);
  }
  const links = [...document.querySelectorAll("a[href^='#source-']")];
  const awaited = links.find((link) => link.getAttribute("href") === document.documentElement.dataset.awaited);
  if (awaited && pane.hidden) open(awaited);
  // A neighbour that was asked for, once.
  if (data.opened && root.dataset.opened !== String(data.opened.at)) {
    root.dataset.opened = data.opened.at;
    if (data.entries[data.opened.entry]) show(data.opened.entry, "");
  }
  const input = () => document.querySelector("[data-testid='stChatInputTextArea'], .stMain input[type='text']");
  on("keydown", (event) => {
    if (event.key === "Escape") {
      tip.hidden = true;
      close();
    }
    const asks = event.target instanceof Element && event.target.closest("input, textarea, select, [role='combobox'], [role='slider'], [role='tab']");
    if (["ArrowLeft", "ArrowRight"].includes(event.key) && !asks && (!pane.hidden || anchor(document.activeElement))) {
      event.preventDefault();
      walk(event.key === "ArrowRight" ? 1 : -1);
    }
    const typing = event.target instanceof Element && event.target.closest("input, textarea, [contenteditable='true']");
    if (event.key === "/" && !typing && !event.ctrlKey && !event.metaKey && !event.altKey) {
      event.preventDefault();
      input()?.focus();
    }
  });
  // The input may be drawn later than this, or drawn anew; whoever has pressed something in the meantime keeps what they chose.
  let take = (tries) => {
    if (stop.signal.aborted || document.activeElement !== document.body) return;
    input()?.focus({ preventScroll: true });
    if (tries) setTimeout(() => take(tries - 1), 250);
  };
  if (matchMedia("(pointer: fine)").matches) {
    take(40);
    on("pointerdown", () => (take = () => {}));
  }
  return () => stop.abort();
}
