// What may follow an `@` in the question, offered while it is typed. All text is set as text, never as HTML.
const FIELD = "[data-testid='stChatInputTextArea']";
// The last `@name` or `@"a name` before the caret, as far as it is written.
const TYPED = /(?:^|\s)@(?:["“]([^"“”\n]*)|([^\s"“”]*))$/;

function element(name, className, text) {
  const made = document.createElement(name);
  made.className = className;
  if (text) made.textContent = text;
  return made;
}

function typedIn(field) {
  const found = field.selectionStart === field.selectionEnd && TYPED.exec(field.value.slice(0, field.selectionStart));
  return found ? { words: found[1] ?? found[2], from: found.index + found[0].lastIndexOf("@") } : null;
}

// React keeps the value of its fields: it hears of another one only this way.
function write(field, text, caret) {
  Object.getOwnPropertyDescriptor(HTMLTextAreaElement.prototype, "value").set.call(field, text);
  field.dispatchEvent(new Event("input", { bubbles: true }));
  field.setSelectionRange(caret, caret);
}

export default function ({ data, parentElement: root, setTriggerValue }) {
  const stop = new AbortController();
  const on = (name, act) => document.addEventListener(name, act, { signal: stop.signal, capture: true });
  const list = root.querySelector(".mention-list") || element("div", "mention-list");
  list.id = "mention-list";
  list.setAttribute("role", "listbox");
  list.setAttribute("aria-label", "Where to look");
  if (!list.isConnected) {
    list.hidden = true;
    root.append(list);
  }
  const field = () => document.querySelector(FIELD);
  const options = () => [...list.children].filter((one) => one.getAttribute("role") === "option");

  const close = () => {
    list.hidden = true;
    for (const name of ["aria-activedescendant", "aria-controls"]) field()?.removeAttribute(name);
  };
  const mark = (number) => {
    const all = options();
    all.forEach((one, at) => one.setAttribute("aria-selected", String(at === number)));
    if (!all.length) return;
    field()?.setAttribute("aria-activedescendant", all[number].id);
    all[number].scrollIntoView({ block: "nearest" });
  };
  const choose = (address) => {
    const box = field();
    const typed = box && typedIn(box);
    if (!typed) return;
    const behind = box.value.slice(box.selectionStart);
    write(box, box.value.slice(0, typed.from) + behind.replace(/^\s/, ""), typed.from);
    close();
    box.focus();
    setTriggerValue("picked", address);
  };
  const show = () => {
    const box = field();
    const typed = box && document.activeElement === box && typedIn(box);
    if (!typed) return close();
    if (typed.words !== data.words) {
      setTriggerValue("asked", typed.words || " ");
      return;
    }
    list.replaceChildren(
      ...data.offered.map((one, at) => {
        const option = element("div", "mention-option");
        option.id = `mention-${at}`;
        option.dataset.address = one.address;
        option.setAttribute("role", "option");
        option.append(element("span", "mention-label", one.label), element("span", "mention-kind", one.kind));
        option.addEventListener("mousedown", (event) => {
          event.preventDefault(); // the field keeps its focus
          choose(one.address);
        });
        return option;
      }),
    );
    if (!data.offered.length) list.append(element("div", "mention-none", "Nothing in the notes is called so."));
    const place = box.closest("[data-testid='stChatInput']").getBoundingClientRect();
    list.style.left = `${place.left}px`;
    list.style.width = `${Math.min(place.width, 480)}px`;
    list.style.bottom = `${window.innerHeight - place.top + 6}px`;
    list.hidden = false;
    box.setAttribute("aria-controls", list.id);
    box.setAttribute("aria-autocomplete", "list");
    box.setAttribute("aria-haspopup", "listbox");
    mark(0);
  };

  let waiting;
  on("input", (event) => {
    if (event.target !== field()) return;
    clearTimeout(waiting);
    waiting = setTimeout(show, 80);
  });
  on("click", (event) => (event.target === field() ? show() : close()));
  on("focusout", (event) => event.target === field() && close());
  on("keydown", (event) => {
    if (list.hidden || event.target !== field()) return;
    const all = options();
    const now = all.findIndex((one) => one.getAttribute("aria-selected") === "true");
    const acts = {
      ArrowDown: () => mark((now + 1) % all.length),
      ArrowUp: () => mark((now - 1 + all.length) % all.length),
      Enter: () => choose(all[now].dataset.address),
      Tab: () => choose(all[now].dataset.address),
      Escape: close,
    };
    if (!acts[event.key] || (!all.length && event.key !== "Escape")) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    acts[event.key]();
  });
  show();
  return () => {
    clearTimeout(waiting);
    stop.abort();
  };
}
