namespace Temper.Lab.Reports;

/// <summary>The style sheet of the report page.</summary>
internal static class HtmlStyle
{
    /// <summary>The whole style sheet, without the style element around it.</summary>
    public const string Sheet = """

        :root{--page:#ffffff;--ink:#1c2430;--soft:#566171;--rule:#dde2e8;--band:#f5f7f9;--link:#1f6fb4;
        --warn:#8a4b00;--warnband:#fff6e5;--warnrule:#e0a030}
        @media screen and (prefers-color-scheme:dark){:root{
        --page:#161b22;--ink:#e4e9f0;--soft:#a3adba;--rule:#333c48;--band:#1e252e;--link:#6bb1f2;
        --warn:#ffcf80;--warnband:#33280f;--warnrule:#a87414}}
        *{box-sizing:border-box}
        body{margin:0 auto;padding:2rem 1.25rem 3rem;max-width:66rem;
        background:var(--page);color:var(--ink);font:1rem/1.55 system-ui,sans-serif;overflow-wrap:anywhere}
        h1{font-size:1.9rem;line-height:1.2;margin:0 0 .35rem}
        h2{font-size:1.35rem;line-height:1.25;margin:2.75rem 0 .75rem;padding-top:1.25rem;border-top:1px solid var(--rule)}
        p{margin:.6rem 0;max-width:46rem;text-wrap:pretty}
        a{color:var(--link)}
        .subtitle{color:var(--soft);margin-top:0}
        .result{font-size:1.15rem;line-height:1.45;max-width:52rem}
        .note{padding:.55rem .8rem;border-left:4px solid var(--rule);background:var(--band);border-radius:3px}
        .warning{border-color:var(--warnrule);background:var(--warnband);color:var(--warn)}
        nav ol{margin:1.25rem 0 0;padding-left:1.4rem;columns:16rem}
        .scroll{overflow-x:auto;max-width:100%;margin:1rem 0}
        table{border-collapse:collapse;font-size:.94rem;line-height:1.4;overflow-wrap:normal}
        caption{text-align:left;color:var(--soft);padding-bottom:.4rem}
        th,td{text-align:left;vertical-align:baseline;padding:.38rem .9rem .38rem 0;border-bottom:1px solid var(--rule);
        min-width:3.5rem;max-width:22rem}
        th:last-child,td:last-child{padding-right:.3rem}
        thead th{border-bottom:2px solid var(--soft);font-weight:600;vertical-align:bottom}
        tbody th{font-weight:400;min-width:8rem}
        .whole{white-space:nowrap}
        .number{text-align:right;font-variant-numeric:tabular-nums}
        td.number{white-space:nowrap}
        figure{margin:1.25rem 0}
        figure .scroll{margin:0;border:1px solid var(--rule);border-radius:6px;width:fit-content}
        figure svg{display:block;max-width:100%;height:auto}
        figcaption{color:var(--soft);font-size:.92rem;margin-top:.4rem;max-width:46rem}
        details{margin:1rem 0;border:1px solid var(--rule);border-radius:6px;padding:.5rem .9rem}
        summary{cursor:pointer;font-weight:600}
        dl{margin:.5rem 0 .3rem;font-size:.94rem}
        dl div{display:grid;grid-template-columns:minmax(9rem,16rem) 1fr;gap:0 1rem;padding:.22rem 0;border-top:1px solid var(--rule)}
        dt{color:var(--soft)}
        dd{margin:0;font-variant-numeric:tabular-nums}
        footer{margin-top:3rem;padding-top:1rem;border-top:1px solid var(--rule);color:var(--soft);font-size:.9rem}
        footer p{max-width:none;margin:.25rem 0}
        code{font-family:ui-monospace,monospace;font-size:.94em;background:var(--band);padding:.08em .3em;border-radius:3px;white-space:pre-wrap}
        @media screen and (max-width:44rem){
        body{padding:1.25rem .9rem 2rem}
        h1{font-size:1.55rem}
        .wide svg{max-width:none}
        dl div{grid-template-columns:1fr}
        }
        @media print{
        body{max-width:none;padding:0;font-size:10pt}
        h2,h2+p,caption,summary{break-after:avoid}
        h2+p,figure,tr,.note,footer{break-inside:avoid}
        figure svg{max-height:22cm;max-width:100%;width:auto}
        .scroll{overflow:visible}
        details:not([open])>summary::after{content:" (not printed)"}
        a{color:inherit}
        }

        """;
}
