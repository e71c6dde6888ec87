// Light, dark, or as the system has it. Streamlit keeps the choice in the browser, for each page apart, and reads it when a page is loaded.
const keyOf = (path) => `stActiveTheme-${path}-v2`;

function chosen() {
  try {
    return JSON.parse(localStorage.getItem(keyOf(location.pathname))) || "System";
  } catch {
    return "System";
  }
}

export default function ({ data, parentElement: root }) {
  const set = document.createElement("fieldset");
  set.className = "theme";
  const legend = document.createElement("legend");
  legend.textContent = "Theme";
  set.append(legend);
  const now = chosen();
  for (const theme of ["System", "Light", "Dark"]) {
    const label = document.createElement("label");
    const button = document.createElement("input");
    button.type = "radio";
    button.name = "theme";
    button.checked = theme === now;
    button.addEventListener("change", () => {
      for (const path of data.paths) localStorage.setItem(keyOf(path), JSON.stringify(theme));
      location.reload();
    });
    label.append(button, theme === "System" ? "As the system" : theme);
    set.append(label);
  }
  root.replaceChildren(set);
}
