  // How texts are compared, by the rules of views/lookup.py; a part of every script that searches.

  // In upper case, because lower case depends on what stands beside a letter (ς).
  const plain = (text) => text.normalize("NFKC").toUpperCase();

  const literal = (text) => text.replace(/[\\^$.*+?()[\]{}|/-]/g, "\\$&");
  const longest = (a, b) => b.length - a.length;

  /** Rules of comparing as what applies them. */
  const comparing = (rules) => {
    const invisible = new RegExp(`[${rules.invisible}]`, "gu");
    const skipped = `[${rules.skipped}]`, within = ["0-9", ...(rules.words ? [`0-9${rules.words.letters}`] : [])];
    const runs = [...within.map((each) => `(?<=[${each}])(${skipped})${skipped}*(?=[${each}])`), `()${skipped}+`].join("|");
    const steps = [[invisible, () => ""], [new RegExp(runs, "gu"), (_, digits, words) => (digits ? "-" : words ? " " : "")]];
    const fold = (text) => steps.reduce((folded, step) => folded.replace(...step), plain(text));
    const spellings = rules.variants.flatMap((row) => {
      const folded = row.map(fold).sort(longest);
      return folded.map((each) => [each, `(?:${folded.map(literal).join("|")})`]);
    }).sort(([a], [b]) => longest(a, b));
    return {
      steps, fold, spellings,
      letter: `[${rules.words?.letters ?? ""}]`, // nothing where words are not told apart
      forms: (rules.words?.forms ?? []).map(([each, endings]) => [new RegExp(`^(?:${each})$`), endings]),
      phrase: new RegExp(rules.phrase, "gu"),
    };
  };

  /** What finds a word in a folded text, in any of its spellings and forms, or `exact`; not within a longer number. */
  const patternOf = (word, rules, { exact, whole }) => {
    const folded = rules.fold(word), digit = "[0-9]", { letter } = rules;
    if (!/[\p{L}\p{N}]/u.test(folded)) return null;
    const kindOf = (sign) => [digit, letter].find((kind) => new RegExp(kind).test(sign));
    const first = kindOf(folded[0]), last = kindOf(folded.at(-1));
    const found = exact ? [] : formsOf(folded, rules).map((form) => `${spelled(form, rules)}(?!${letter})`);
    found.push(spelled(folded, rules) + (last === letter && !exact ? `${letter}*` : last ? `(?!${last})` : ""));
    if (whole) return new RegExp(`^(?:${found.join("|")})$`, "m");
    return new RegExp(`${first ? `(?<!${first})` : ""}(?:${found.join("|")})`, "g");
  };

  /** All forms of a word, where it is one whose forms are known. */
  const formsOf = (word, { forms }) => {
    for (const [expression, endings] of forms) {
      const [, stem, double] = word.match(expression) ?? [];
      if (stem) return endings.map((ending) => stem + ending.replaceAll("2", double));
    }
    return [];
  };

  /** The expression that finds a word in any of its spellings, with spaces and without. */
  const spelled = (word, { spellings }) => {
    let pattern = "";
    for (let at = 0; at < word.length;) {
      const any = word[at] === " " ? " ?" : literal(word[at]);
      const [found, each] = spellings.find(([each]) => word.startsWith(each, at)) ?? [word[at], any];
      pattern += each;
      at += found.length;
    }
    return pattern;
  };

  /** A query as its words and phrases: what is looked for, and whether exactly so. */
  const partsOf = (query, { phrase }) => [...query.matchAll(phrase)]
    .map(([all, quoted, end]) => ({ text: quoted ?? all, exact: Boolean(end) }));

  const patternsOf = (query, rules) => partsOf(query, rules)
    .map(({ text, exact }) => patternOf(text, rules, { exact })).filter(Boolean);

  const holds = (text, pattern) => text.search(pattern) >= 0; // which keeps no state in the pattern
