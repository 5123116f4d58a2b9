// Search in a copy of the archive as files. It loads parts of the index as scripts, which is all
// that a page from a disk may load. The fold is that of archive/text/folding.py, the query that of
// archive/text/query.py, the ranking BM25 as SQLite's full-text search reckons it.
"use strict";
(() => {
  const given = window.archiveFold || {};
  const LIST = 20, WIDTH = 240, TITLE = 5, K1 = 1.2, B = 0.75, MOST_TERMS = 40, MOST_WORDS = 300;

  // --- the fold -----------------------------------------------------------------------------
  const STOP = "\u0001";
  const set = (inside, flags) => new RegExp(`[${inside}]`, flags || "u");
  const MARKS = set(given.marks, "gu");
  const DROPPED = set(given.marks + given.unseen, "gu");
  const UNSPACED = set(given.unspaced);
  const WORDY = /[\p{L}\p{N}\p{Mn}\p{Mc}]/u;
  const BETWEEN = new RegExp(`(?<=[${given.unspaced}] )${STOP}(?: ?${STOP})*(?= ?[${given.unspaced}])`, "gu");
  const spaces = new Set(given.spaces || "");
  const known = new Map();

  const small = (text) => Array.from(text, (each) => given.folds[each] ?? each.toLowerCase()).join("");

  function classed(each) {
    if (spaces.has(each)) return " ";
    if (WORDY.test(each)) return UNSPACED.test(each) ? ` ${each} ` : each;
    return STOP;
  }

  function character(each) {
    if (spaces.has(each)) return " ";
    let base = each.normalize("NFKD").replace(MARKS, "");
    base = small(base).normalize("NFKD").replace(MARKS, "");
    base = Array.from(base, (one) => given.spelt[one] ?? one).join("");
    return Array.from(base.normalize("NFC"), classed).join("");
  }

  function run(text) {
    let said = text.normalize("NFKC");
    const without = said.replace(DROPPED, "");
    if (without !== said) said = without.normalize("NFKC");
    let out = "";
    for (const each of said) {
      let folded = known.get(each);
      if (folded === undefined) known.set(each, (folded = each < "\x80" ? ascii(each) : character(each)));
      out += folded;
    }
    return out;
  }

  const ascii = (text) => text.toLowerCase().replace(/[^a-z0-9]/g, (each) => (spaces.has(each) ? " " : STOP));
  const spread = (text) => text.split(/([^\x00-\x7f]+)/).map((part, at) => (at % 2 ? run(part) : ascii(part))).join("");
  const words = (text) => text.split(/[ \u0009-\u000d\u001c-\u001f]+/).filter(Boolean);

  function fold(text) {
    const folded = words(spread(text)).join(" ").replace(BETWEEN, given.separator);
    return words(folded.replaceAll(STOP, " ")).join(" ");
  }

  // --- the query ----------------------------------------------------------------------------
  function terms(asked) {
    const found = [];
    let either = false;
    const text = asked.slice(0, 1000).replace(/[\u201c\u201d\u201e\u201f\u00ab\u00bb\uff02]/g, '"');
    for (const part of text.matchAll(/(-?)"([^"]*)"?(\*?)|(\S+?)(?=["\s]|$)/gu)) {
      let word = part[4], excluded, said, prefix;
      if (word === "OR" || word === "AND") { either = word === "OR"; continue; }
      if (word === undefined) [excluded, said, prefix] = [part[1] !== "", part[2], part[3] !== ""];
      else [excluded, said, prefix] = [word[0] === "-" && word.length > 1, word, word.endsWith("*")];
      const folded = fold(said);
      if (folded && found.length < MOST_TERMS) {
        const follows = either && !excluded && found.length > 0 && !found[found.length - 1].excluded;
        found.push({ words: folded.split(" "), prefix, excluded, follows });
      }
      either = false;
    }
    return found;
  }

  // --- the parts of the index ---------------------------------------------------------------
  const root = new URL(".", document.currentScript.src).href.replace(/static\/$/, "search/");
  const parts = new Map(), waiting = new Map();
  window.archive = (kind, number, data) => parts.set(`${kind}/${number}`, data);

  function part(kind, number) {
    const name = `${kind}/${number}`;
    if (parts.has(name)) return Promise.resolve(parts.get(name));
    if (!waiting.has(name)) {
      waiting.set(name, new Promise((done, failed) => {
        const script = document.createElement("script");
        script.src = `${root}${name}.js`;
        script.onload = () => { script.remove(); waiting.delete(name); parts.has(name) ? done(parts.get(name)) : failed(new Error(name)); };
        script.onerror = () => { script.remove(); waiting.delete(name); failed(new Error(name)); };
        document.head.append(script);
      }));
    }
    return waiting.get(name);
  }

  const DIGITS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  const value = new Uint8Array(128);
  for (let at = 0; at < 64; at++) value[DIGITS.charCodeAt(at)] = at;

  function* numbers(text) {
    let number = 0, shift = 1;
    for (let at = 0; at < text.length; at++) {
      const digit = value[text.charCodeAt(at)];
      number += (digit & 31) * shift;
      if (digit & 32) { shift *= 32; continue; }
      yield number;
      number = 0; shift = 1;
    }
  }

  let about, lengths;
  async function begin() {
    if (about) return;
    const found = await part("about", 0);
    lengths = Array.from(numbers(found.lengths));
    about = found;
  }

  // The shard in which `word` stands: the last whose first word is not behind it.
  function shardOf(word) {
    let low = 0, high = about.words.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if (about.words[middle] <= word) low = middle; else high = middle - 1;
    }
    return low;
  }

  const opened = new Map();
  async function shard(number) {
    if (!opened.has(number)) {
      const lines = new Map();
      for (const line of (await part("words", number)).split("\n")) {
        const [word, many, postings] = line.split(" ");
        lines.set(word, [Number(many), postings]);
      }
      opened.set(number, lines);
    }
    return opened.get(number);
  }

  // Record → weighed occurrences of a word, or of all words that begin with it.
  async function postings(word, prefix) {
    const out = new Map();
    if (!about.words.length) return out;
    let seen = 0;
    for (let number = shardOf(word); number < about.words.length; number++) {
      if (number > shardOf(word) && !(prefix && about.words[number].startsWith(word))) break;
      for (const [each, [, text]] of await shard(number)) {
        if (each !== word && !(prefix && each.startsWith(word) && ++seen <= MOST_WORDS)) continue;
        let record = -1;
        const stream = numbers(text);
        for (let next = stream.next(); !next.done; next = stream.next()) {
          record += next.value + 1;
          const many = stream.next().value;
          const weight = (many >> 1) + (many & 1 ? TITLE * stream.next().value : 0);
          out.set(record, (out.get(record) || 0) + weight);
        }
      }
      if (!prefix) break;
    }
    return out;
  }

  // What must stand in a record so that a phrase may: its words, and the pairs of unspaced ones.
  function needed(term) {
    const real = term.words.filter((word) => word !== given.separator);
    const last = real.length - 1;
    const out = [];
    for (let at = 0; at <= last; at++) {
      const one = term.words[at], two = term.words[at + 1];
      const alone = (word) => word !== undefined && Array.from(word).length === 1 && UNSPACED.test(word);
      if (alone(one) && alone(two)) out.push([one + two, false]);
      else if (!(at === last && last > 0 && alone(real[at]) && !term.prefix)) out.push([real[at], term.prefix && at === last]);
    }
    return out;
  }

  const surely = (term) => term.words.length === 1 || (term.words.length === 2 && !term.prefix && term.words.every((word) => Array.from(word).length === 1 && UNSPACED.test(word)));

  // {candidates: record → weight, sure}: where the term is not sure, its words stand apart perhaps.
  async function candidates(term) {
    let found = null;
    for (const [word, prefix] of needed(term)) {
      const here = await postings(word, prefix);
      if (found === null) { found = here; continue; }
      for (const [record, weight] of found) {
        const other = here.get(record);
        if (other === undefined) found.delete(record); else found.set(record, Math.min(weight, other));
      }
    }
    return { found: found || new Map(), sure: surely(term) };
  }

  async function textOf(record) {
    let low = 0, high = about.texts.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if (about.texts[middle] <= record) low = middle; else high = middle - 1;
    }
    return (await part("texts", low))[record - about.texts[low]];
  }

  const told = async (record) => (await part("records", Math.floor(record / about.per)))[record % about.per];

  function holds(folded, term) {
    const said = ` ${folded} `, sought = ` ${term.words.join(" ")}${term.prefix ? "" : " "}`;
    return said.includes(sought);
  }

  async function holdsPhrase(record, term) {
    const [title] = await told(record);
    return holds(fold(title), term) || holds(fold(await textOf(record)), term);
  }

  // All records that may hold what is sought, best first; `check` says whether one surely does.
  async function find(sought) {
    const average = about.tokens / Math.max(about.records, 1);
    const groups = [], without = [];
    for (const term of sought) {
      if (term.excluded) without.push(term);
      else if (term.follows) groups[groups.length - 1].push(term);
      else groups.push([term]);
    }
    if (!groups.length) return { records: [], check: null };
    const scores = new Map();
    let first = true;
    const checks = [];
    for (const group of groups) {
      const here = new Map();
      const unsure = [];
      for (const term of group) {
        const { found, sure } = await candidates(term);
        unsure.push([term, found, sure]);
        const rarity = Math.max(Math.log((about.records - found.size + 0.5) / (found.size + 0.5)), 1e-6);
        for (const [record, weight] of found) {
          const score = (rarity * weight * (K1 + 1)) / (weight + K1 * (1 - B + (B * lengths[record]) / average));
          here.set(record, (here.get(record) || 0) + score);
        }
      }
      if (unsure.some(([, , sure]) => !sure)) {
        checks.push(async (record) => {
          for (const [term, found, sure] of unsure) {
            if (found.has(record) && (sure || (await holdsPhrase(record, term)))) return true;
          }
          return false;
        });
      }
      if (first) for (const [record, score] of here) scores.set(record, score);
      else for (const [record, score] of scores) {
        const other = here.get(record);
        if (other === undefined) scores.delete(record); else scores.set(record, score + other);
      }
      first = false;
    }
    for (const term of without) {
      const { found, sure } = await candidates(term);
      if (sure) for (const record of found.keys()) scores.delete(record);
      else checks.push(async (record) => !(found.has(record) && (await holdsPhrase(record, term))));
    }
    const records = Array.from(scores.keys()).sort((one, two) => scores.get(two) - scores.get(one) || one - two);
    const check = checks.length ? async (record) => { for (const each of checks) if (!(await each(record))) return false; return true; } : null;
    return { records, check };
  }

  // --- what is shown of a text --------------------------------------------------------------
  function tokens(text) {
    const found = [];
    let word = "", first = 0, last = 0, at = 0;
    for (const cluster of text.match(/\P{M}[\p{M}\p{Cf}]*|\p{M}+/gu) || []) {
      for (const each of spread(cluster)) {
        if (each !== " " && each !== STOP) {
          if (!word) first = at;
          word += each; last = at + cluster.length;
        } else if (word) { found.push([word, first, last]); word = ""; }
      }
      at += cluster.length;
    }
    if (word) found.push([word, first, last]);
    return found;
  }

  function hits(found, sought) {
    const out = [];
    found.forEach(([word], at) => {
      for (const term of sought) {
        if (term.excluded) continue;
        const real = term.words.filter((each) => each !== given.separator), end = at + real.length - 1;
        if (end >= found.length) continue;
        const stands = real.every((each, step) => (step === real.length - 1 && term.prefix ? found[at + step][0].startsWith(each) : found[at + step][0] === each));
        if (!stands) continue;
        const before = out[out.length - 1];
        if (before && found[at][1] <= before[1]) before[1] = Math.max(before[1], found[end][2]);
        else out.push([found[at][1], found[end][2]]);
        break;
      }
    });
    return out;
  }

  function snippet(text, sought) {
    const most = 16384;
    let best = 0, score = -1;
    for (let start = 0; start < text.length; start += most) {
      const folded = fold(text.slice(start, start + most));
      const many = sought.filter((term) => !term.excluded && holds(folded, term)).length;
      if (many > score) [best, score] = [start, many];
      if (many && many === sought.filter((term) => !term.excluded).length) break;
    }
    const chunk = text.slice(best, best + most);
    const marks = hits(tokens(chunk), sought);
    let start = 0, end = Math.min(WIDTH, chunk.length);
    if (marks.length && chunk.length > WIDTH) {
      let top = [-1, 0, 0];
      marks.forEach((mark, at) => {
        let to = at;
        while (to + 1 < marks.length && marks[to + 1][1] <= mark[0] + WIDTH) to++;
        if (to - at > top[0]) top = [to - at, mark[0], marks[to][1]];
      });
      start = Math.max(0, Math.min(top[1] - Math.floor((WIDTH - (top[2] - top[1])) / 2), chunk.length - WIDTH));
      end = Math.min(chunk.length, start + WIDTH);
      if (start > 0) start = Math.min(chunk.indexOf(" ", start) + 1 || start, top[1]);
      if (end < chunk.length) end = Math.max(chunk.lastIndexOf(" ", end), top[2]);
    }
    const out = [];
    if (best + start > 0) out.push(["\u2026", false]);
    let at = start;
    for (const [from, to] of marks) {
      if (to <= at || from >= end) continue;
      out.push([chunk.slice(at, Math.max(at, from)), false], [chunk.slice(Math.max(at, from), to), true]);
      at = to;
    }
    out.push([chunk.slice(at, end), false]);
    if (best + end < text.length) out.push(["\u2026", false]);
    return out.filter(([piece]) => piece);
  }

  // --- the page -----------------------------------------------------------------------------
  const make = (name, attributes, ...inside) => {
    const element = document.createElement(name);
    for (const [key, said] of Object.entries(attributes || {})) element.setAttribute(key, said);
    element.append(...inside);
    return element;
  };
  const counted = (number, one, many) => `${number.toLocaleString("en")} ${number === 1 ? one : many}`;

  const site = root.replace(/search\/$/, "");

  async function hit(record, sought) {
    const [title, kind, when, status, place, language] = await told(record);
    const meta = make("p", { class: "meta" }, make("span", { class: "kind" }, kind));
    if (when) meta.append(" ", make("span", { class: "when" }, when));
    if (status) meta.append(" ", make("span", { class: "badge" }, status));
    const shown = make("p", { class: "snippet", dir: "auto", lang: language || "en" });
    for (const [piece, found] of snippet(await textOf(record), sought)) shown.append(found ? make("mark", {}, piece) : piece);
    const link = make("a", { class: "name", dir: "auto", lang: language || "en", href: `${site}${place}index.html` }, title);
    return make("li", {}, link, meta, shown);
  }

  async function named(sought) {
    const all = await part("names", 0);
    if (sought.every((term) => term.excluded)) return [];
    return all.filter(([, folded]) => {
      const met = [];
      for (const term of sought) {
        const has = folded.includes(term.words.join(" ")) !== term.excluded;
        if (term.follows) met[met.length - 1] = met[met.length - 1] || has; else met.push(has);
      }
      return met.every(Boolean);
    }).slice(0, 10);
  }

  let turn = 0;
  async function show(asked, typing) {
    const own = ++turn;
    const place = document.getElementById("results");
    let sought = terms(asked);
    if (typing && sought.length && /[\p{L}\p{N}\p{M}]$/u.test(asked)) sought[sought.length - 1].prefix = true;
    if (!sought.length) { place.replaceChildren(); return; }
    await begin();
    const { records, check } = await find(sought);
    const names = await named(sought);
    const list = make("ol", { class: "hits" });
    let at = 0, shown = 0, left = 0;
    const more = make("button", { type: "button" }, "Show more");
    const said = make("p", { class: "found", role: "status" });
    const tell = () => {
      const rest = records.length - at;
      const total = shown + rest;
      if (!total) said.textContent = `No record holds ${sought.length > 1 || sought[0].words.length > 1 ? "these words" : "this word"}.`;
      else said.textContent = `${check && rest ? "At most " : ""}${counted(total, "record", "records")}, best first`;
      more.hidden = !rest;
    };
    const further = async () => {
      const ready = [];
      while (ready.length < LIST && at < records.length) {
        const record = records[at++];
        if (check && !(await check(record))) { left++; continue; }
        ready.push(record);
        if (own !== turn) return;
      }
      const items = await Promise.all(ready.map((record) => hit(record, sought)));
      if (own !== turn) return;
      shown += items.length;
      list.append(...items);
      tell();
      return items[0];
    };
    await further();
    if (own !== turn) return;
    more.addEventListener("click", async () => { const first = await further(); first?.querySelector("a").focus(); });
    const inside = [];
    if (names.length) {
      const entries = make("ul", { class: "plain" });
      for (const [name, , kind, file] of names) entries.append(make("li", {}, make("a", { href: site + file, dir: "auto" }, name), " ", make("span", { class: "meta" }, kind)));
      inside.push(make("section", { class: "called", "aria-label": "Called so" }, make("h2", {}, "Called so"), entries));
    }
    place.replaceChildren(...inside, said, list, more);
  }

  const trouble = () => {
    document.getElementById("results").replaceChildren(make("p", { class: "said-none", role: "alert" }, "A part of this copy is missing, so it cannot be searched: copy the whole folder again."));
  };

  function start() {
    const field = document.getElementById("q");
    const form = field.form;
    const asked = () => new URLSearchParams(location.search).get("q") || "";
    const search = (typing) => show(field.value.trim(), typing).catch(trouble);
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      const address = new URL(location.href);
      address.search = new URLSearchParams({ q: field.value.trim() });
      try { history.pushState(null, "", address); } catch { /* some browsers keep a file's address */ }
      search(false);
    });
    let timer;
    field.addEventListener("input", () => { clearTimeout(timer); timer = setTimeout(() => search(true), 200); });
    window.addEventListener("popstate", () => { field.value = asked(); search(false); });
    field.value = asked();
    if (field.value) search(false);
  }

  window.archiveSearch = { fold, terms, find, begin, snippet };
  if (document.getElementById("results")) start();
})();
