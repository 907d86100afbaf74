namespace Temper.Tests;

/// <summary>
/// C# with blanks instead of comments, strings (with the code in their holes), characters and directives, so that brackets can be counted.
/// </summary>
internal sealed class SourceMask
{
    private readonly string text;
    private readonly char[] mask;

    private SourceMask(string text)
    {
        this.text = text;
        mask = text.ToCharArray();
    }

    /// <summary>A text of the same length and lines.</summary>
    public static string Of(string text)
    {
        var source = new SourceMask(text);
        source.Code(0, isHole: false);
        return new string(source.mask);
    }

    /// <summary>Masked code without what stands in round and square brackets; the brackets stay.</summary>
    public static string WithoutBrackets(string code)
    {
        var depth = 0;
        var kept = new List<char>();
        foreach (var character in code)
        {
            depth -= character is ')' or ']' ? 1 : 0;
            if (depth == 0)
            {
                kept.Add(character);
            }

            depth += character is '(' or '[' ? 1 : 0;
        }

        return new string([.. kept]);
    }

    /// <summary>Goes through code to the end, or to the brace that closes the hole of a string.</summary>
    /// <returns>The place of that brace.</returns>
    private int Code(int at, bool isHole)
    {
        var depth = 0;
        while (at < text.Length)
        {
            if (Begins(at, "//") || (text[at] == '#' && IsFirst(at)))
            {
                at = Blank(at, Find("\n", at));
            }
            else if (Begins(at, "/*"))
            {
                at = Blank(at, Find("*/", at + 2) + 2);
            }
            else if (text[at] == '\'')
            {
                at = Character(at);
            }
            else if (text[at] is '"' or '$' or '@' && Quote(at) is var quote && quote < text.Length && text[quote] == '"')
            {
                at = String(at, quote);
            }
            else if (isHole && text[at] == '}' && depth == 0)
            {
                return at;
            }
            else
            {
                depth += text[at] == '{' ? 1 : text[at] == '}' ? -1 : 0;
                at++;
            }
        }

        return at;
    }

    private int Character(int at)
    {
        var end = at + 1 < text.Length && text[at + 1] == '\\' ? Find("'", at + 3) : at + 2;
        return end < text.Length && text[end] == '\'' ? Blank(at, end + 1) : at + 1;
    }

    /// <summary>Blanks a string from its $ and @ on.</summary>
    private int String(int at, int quote)
    {
        var dollars = text[at..quote].Count(character => character == '$');
        var isVerbatim = text[at..quote].Contains('@');
        var quotes = Run('"', quote);
        if (quotes == 2 || (quotes > 2 && isVerbatim && quotes % 2 == 0))
        {
            return Blank(at, quote + quotes);
        }

        var isRaw = quotes > 2 && !isVerbatim;
        var here = isRaw ? quote + quotes : quote + 1;
        while (here < text.Length)
        {
            if (text[here] == '"')
            {
                var run = Run('"', here);
                if (isRaw ? run >= quotes : !isVerbatim || run % 2 == 1)
                {
                    return Blank(at, here + (isRaw || isVerbatim ? run : 1));
                }

                here += run;
            }
            else if (text[here] == '{' && dollars > 0)
            {
                var run = Run('{', here);
                here += run;
                if (isRaw ? run >= dollars : run % 2 == 1)
                {
                    here = Code(here, isHole: true) + (isRaw ? dollars : 1);
                }
            }
            else
            {
                here += text[here] == '\\' && !isRaw && !isVerbatim ? 2 : 1;
            }
        }

        return Blank(at, here);
    }

    private int Quote(int at)
    {
        while (at < text.Length && text[at] is '$' or '@')
        {
            at++;
        }

        return at;
    }

    private int Run(char character, int at)
    {
        var end = at;
        while (end < text.Length && text[end] == character)
        {
            end++;
        }

        return end - at;
    }

    private bool Begins(int at, string what) => string.CompareOrdinal(text, at, what, 0, what.Length) == 0;

    private bool IsFirst(int at) => text[(text.LastIndexOf('\n', at) + 1)..at].All(char.IsWhiteSpace);

    private int Find(string what, int at) =>
        at < text.Length && text.IndexOf(what, at, StringComparison.Ordinal) is var found and >= 0 ? found : text.Length;

    private int Blank(int from, int to)
    {
        to = Math.Min(to, text.Length);
        for (var i = from; i < to; i++)
        {
            mask[i] = text[i] is '\n' or '\r' ? text[i] : ' ';
        }

        return to;
    }
}
