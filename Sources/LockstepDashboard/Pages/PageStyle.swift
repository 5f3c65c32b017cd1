/// How pages look: on a phone, on paper, by day and by night.
enum PageStyle {
  static let text: StaticString = """
    :root { --ink: #1c1f24; --faint: #5f6773; --paper: #ffffff; --card: #f5f6f8; --line: #d9dde3;
      --link: #0b57d0; --good: #1b7f3b; --bad: #b3261e; --warn: #8a6100; --calm: #5f6773; }
    @media (prefers-color-scheme: dark) { :root { --ink: #e6e8eb; --faint: #9aa3af;
      --paper: #14171b; --card: #1d2126; --line: #343a42; --link: #8ab4f8; --good: #6cc98a;
      --bad: #f2867f; --warn: #e0b44a; --calm: #9aa3af; } }
    * { box-sizing: border-box; }
    body { margin: 0; background: var(--paper); color: var(--ink);
      font: 15px/1.5 system-ui, -apple-system, "Segoe UI", Roboto, sans-serif; }
    main { max-width: 72rem; margin: 0 auto; padding: 1.25rem 1rem 4rem; }
    h1 { font-size: 1.5rem; margin: 0 0 .25rem; overflow-wrap: anywhere; }
    h2 { font-size: 1.15rem; margin: 2rem 0 .5rem; }
    h3 { font-size: 1rem; margin: 0 0 .35rem; overflow-wrap: anywhere; }
    p { margin: .35rem 0; overflow-wrap: anywhere; }
    a { color: var(--link); }
    code, pre { font: 13px/1.45 ui-monospace, SFMono-Regular, Menlo, Consolas, monospace; }
    code { overflow-wrap: anywhere; }
    pre { background: var(--card); border: 1px solid var(--line); border-radius: 6px; padding: .6rem;
      overflow-x: auto; max-height: 32rem; margin: .4rem 0; }
    table { border-collapse: collapse; width: 100%; }
    th, td { text-align: left; vertical-align: top; padding: .35rem .6rem .35rem 0;
      border-bottom: 1px solid var(--line); overflow-wrap: anywhere; }
    th { color: var(--faint); font-weight: 600; font-size: .85rem; }
    td.number, th.number { text-align: right; white-space: nowrap; font-variant-numeric: tabular-nums; }
    td.word, th.word, td.word code { white-space: nowrap; }
    ul, ol { padding-left: 1.2rem; margin: .35rem 0; }
    li { margin: .2rem 0; overflow-wrap: anywhere; }
    summary { cursor: pointer; color: var(--faint); }
    article { border: 1px solid var(--line); border-left-width: 4px; border-radius: 6px;
      padding: .75rem; margin: .75rem 0; scroll-margin-top: 1rem; }
    .faint { color: var(--faint); }
    .verdict { font-size: 1.1rem; font-weight: 600; }
    .good { color: var(--good); } .bad { color: var(--bad); } .warn { color: var(--warn); }
    .calm { color: var(--calm); }
    article.good { border-left-color: var(--good); } article.bad { border-left-color: var(--bad); }
    article.warn { border-left-color: var(--warn); }
    article.good, article.bad, article.warn, article.calm { color: var(--ink); }
    .bar { display: block; width: 100%; height: 12px; margin: .6rem 0; border-radius: 6px; }
    rect.good { fill: var(--good); } rect.bad { fill: var(--bad); } rect.warn { fill: var(--warn); }
    rect.calm { fill: var(--calm); }
    .exposures { display: block; width: 100%; height: auto; margin: .6rem 0; }
    .exposures text { fill: var(--ink); font: 12px system-ui, sans-serif; }
    .exposures text.faint { fill: var(--faint); }
    .filter { display: flex; flex-wrap: wrap; gap: .4rem 1rem; align-items: center;
      padding: .5rem 0; position: sticky; top: 0; background: var(--paper); z-index: 1; }
    .filter label { white-space: nowrap; }
    .filter input[type=search] { font: inherit; padding: .25rem .5rem; color: inherit;
      background: var(--card); border: 1px solid var(--line); border-radius: 6px; }
    .plot { max-width: 100%; height: auto; background: #ffffff; border-radius: 6px; }
    .take { display: grid; gap: .6rem; max-width: 26rem; margin: 1rem 0; }
    .take label { display: grid; gap: .25rem; color: var(--faint); }
    .take input, .take select { font: inherit; width: 100%; padding: .5rem .6rem; color: var(--ink);
      background: var(--card); border: 1px solid var(--line); border-radius: 6px; }
    .take button { font: inherit; font-weight: 600; padding: .7rem 1rem; border: 0;
      border-radius: 8px; background: var(--link); color: var(--paper); cursor: pointer; }
    :focus-visible { outline: 3px solid var(--link); outline-offset: 2px; }
    .scroll { overflow-x: auto; }
    .scroll th, .scroll td { overflow-wrap: break-word; }
    .scroll + section { margin-top: 1.5rem; }
    [hidden] { display: none !important; }
    body:has(#show-regressed:not(:checked)) [data-outcome="regressed"],
    body:has(#show-unknown:not(:checked)) [data-outcome="unknown"],
    body:has(#show-flaky:not(:checked)) [data-outcome="flaky"],
    body:has(#show-broken-before:not(:checked)) [data-outcome="broken-before"],
    body:has(#show-skipped:not(:checked)) [data-outcome="skipped"],
    body:has(#show-fixed:not(:checked)) [data-outcome="fixed"],
    body:has(#show-passed:not(:checked)) [data-outcome="passed"] { display: none; }
    @media (max-width: 40rem) {
      .wide { display: none; }
      .filter { position: static; }
      .scroll thead { display: none; }
      .scroll table, .scroll tbody { display: block; }
      .scroll tr { display: block; padding: .35rem 0; border-bottom: 1px solid var(--line); }
      .scroll td { display: inline; border: 0; padding: 0; }
      .scroll td + td::before { content: " "; }
      table.dependents tr { display: block; padding: .35rem 0; border-bottom: 1px solid var(--line); }
      table.dependents thead { display: none; }
      table.dependents td { display: inline; border: 0; padding: 0 .4rem 0 0; }
      table.dependents td.reason { display: block; color: var(--faint); }
      table.dependents td.wide { display: none; }
    }
    @media print {
      .filter { display: none; }
      pre { max-height: none; white-space: pre-wrap; }
      article, tr { break-inside: avoid; }
      details::details-content { content-visibility: visible; block-size: auto; }
    }
    """
}
