// Proposals while one types into a box for search. Without it the form works as it stands.
// The pattern is the combobox with a list of the ARIA Authoring Practices; focus stays in the box.
"use strict";
(() => {
  const WAIT = 160;
  const LEAST = 2;
  let boxes = 0;
  let quietUntil = 0;

  const equip = (form) => {
    const input = form.querySelector('input[type="search"]');
    if (!input) return;
    const id = `proposals-${(boxes += 1)}`;
    const list = document.createElement("ul");
    list.id = id;
    list.className = "proposals";
    list.hidden = true;
    list.setAttribute("role", "listbox");
    list.setAttribute("aria-label", "Proposals");
    const told = document.createElement("span");
    told.className = "sr";
    told.setAttribute("role", "status");
    input.after(list, told);
    input.setAttribute("role", "combobox");
    input.setAttribute("aria-autocomplete", "list");
    input.setAttribute("aria-expanded", "false");
    input.setAttribute("aria-controls", id);
    input.autocomplete = "off";

    let timer = 0;
    let asking = null;
    let asked = "";
    let found = [];
    let at = -1;

    const close = () => {
      list.hidden = true;
      at = -1;
      input.setAttribute("aria-expanded", "false");
      input.removeAttribute("aria-activedescendant");
    };

    const choose = (next) => {
      at = next;
      [...list.children].forEach((option, place) => {
        option.setAttribute("aria-selected", String(place === at));
        if (place === at) option.scrollIntoView({ block: "nearest" });
      });
      if (at < 0) input.removeAttribute("aria-activedescendant");
      else input.setAttribute("aria-activedescendant", `${id}-${at}`);
    };

    const open = () => {
      if (!found.length || document.activeElement !== input) return;
      list.hidden = false;
      input.setAttribute("aria-expanded", "true");
    };

    const show = (proposals) => {
      found = proposals;
      list.replaceChildren(
        ...found.map((each, place) => {
          const option = document.createElement("li");
          option.id = `${id}-${place}`;
          option.setAttribute("role", "option");
          option.setAttribute("aria-selected", "false");
          const text = document.createElement("span");
          text.textContent = each.text;
          text.dir = "auto";
          if (each.language) text.lang = each.language;
          const note = document.createElement("small");
          note.textContent = each.note;
          option.append(text, note);
          option.addEventListener("pointerdown", (event) => event.preventDefault());
          option.addEventListener("click", () => location.assign(each.href));
          return option;
        }),
      );
      close();
      open();
      const many = found.length === 1 ? "1 proposal" : `${found.length} proposals`;
      told.textContent = found.length ? `${many}, arrow keys choose` : "";
    };

    const ask = async () => {
      const words = input.value.trim();
      if (words === asked) {
        open();
        return;
      }
      asked = words;
      if (asking) asking.abort();
      if (words.length < LEAST) {
        show([]);
        return;
      }
      if (Date.now() < quietUntil) return;
      asking = new AbortController();
      const address = new URL(form.dataset.suggest, location.href);
      address.searchParams.set("q", words);
      try {
        const answer = await fetch(address, { signal: asking.signal });
        if (answer.status === 429) {
          quietUntil = Date.now() + 1000 * (Number(answer.headers.get("retry-after")) || 10);
        }
        const told = answer.ok ? await answer.json() : { proposals: [] };
        if (words === asked) show(told.proposals);
      } catch {
        // The reader types on, or the site is read without a server: the form works all the same.
      }
    };

    input.addEventListener("input", (event) => {
      clearTimeout(timer);
      if (!event.isComposing) timer = setTimeout(ask, WAIT);
    });
    input.addEventListener("compositionend", () => {
      clearTimeout(timer);
      timer = setTimeout(ask, WAIT);
    });
    input.addEventListener("blur", close);
    input.addEventListener("keydown", (event) => {
      if (event.isComposing) return;
      const shown = !list.hidden;
      if (event.key === "ArrowDown" || event.key === "ArrowUp") {
        if (!found.length) return;
        event.preventDefault();
        const step = event.key === "ArrowDown" ? 1 : -1;
        open();
        const count = found.length + 1; // with the box itself, where no option is chosen
        choose(((at + 1 + step + count) % count) - 1);
      } else if (event.key === "Escape" && shown) {
        event.preventDefault();
        close();
      } else if (event.key === "Enter" && shown && at >= 0) {
        event.preventDefault();
        location.assign(found[at].href);
      }
    });
  };

  document.querySelectorAll("form[data-suggest]").forEach(equip);
})();
