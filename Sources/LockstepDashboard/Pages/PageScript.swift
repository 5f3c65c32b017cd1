/// The filter by text. Everything else on a page works without it.
enum PageScript {
  static let text: StaticString = """
    "use strict";
    (() => {
      const field = document.getElementById("filter-text");
      if (!field) return;
      const rows = [...document.querySelectorAll("tr[data-outcome]")].map((row) => {
        const more = row.dataset.details ? document.getElementById(row.dataset.details) : null;
        const text = row.textContent + " " + (more ? more.textContent : "");
        return { parts: more ? [row, more] : [row], text: text.toLowerCase() };
      });
      field.parentElement.hidden = false;
      field.addEventListener("input", () => {
        const words = field.value.toLowerCase().split(/\\s+/).filter(Boolean);
        for (const row of rows) {
          const isHidden = !words.every((word) => row.text.includes(word));
          for (const part of row.parts) part.hidden = isHidden;
        }
      });
    })();
    """
}
