using System.Text.RegularExpressions;

namespace Temper.Tests;

/// <summary>A method, property or the like of a source file.</summary>
/// <param name="Name">Its name; a constructor's is the type's.</param>
/// <param name="Line">The line it begins in, without comments and attributes, from 1.</param>
/// <param name="Lines">How many lines it has, from its signature to its last brace or semicolon.</param>
internal sealed record SourceMember(string Name, int Line, int Lines)
{
    /// <summary>
    /// The members of a file's types that have code: fields and initial values of properties are none. Local functions belong to theirs.
    /// </summary>
    /// <param name="text">A C# file that compiles.</param>
    public static IReadOnlyList<SourceMember> Of(string text) => new Reader(SourceMask.Of(text)).Read();

    /// <summary>Reads text whose comments and strings are blank.</summary>
    private sealed class Reader(string code)
    {
        private static readonly Regex Type =
            new(@"\b(class|struct|interface|enum|record|namespace|extension)\s+(struct\s+|class\s+)?(?!where\b)[\w.]+|\bextension\s*(<[^>]*>)?\s*\(");

        private static readonly Regex Value = new("(?<![=!<>])=(?![=>])");
        private static readonly Regex Named =
            new(@"(?<!\w)(?!(public|private|protected|internal|static|override|virtual|abstract|sealed|async|unsafe|readonly|ref)\b)"
                + @"([~\w]+|operator\s*\S+?)\s*(<[^()]*>)?\s*(\(|\{|=>|$)");

        private readonly List<SourceMember> members = [];

        public List<SourceMember> Read()
        {
            Body(0);
            return members;
        }

        /// <summary>Reads what is in a file or a type, and returns the place behind its closing brace.</summary>
        private int Body(int at)
        {
            var start = at;
            while (at < code.Length)
            {
                switch (code[at])
                {
                    case '(' or '[':
                        at = Behind(at);
                        break;
                    case '}':
                        return at + 1;
                    case ';':
                        Add(start, at, at);
                        start = ++at;
                        break;
                    case '{' when !IsArrow(start, at) && !IsValue(start, at) && Type.IsMatch(SourceMask.WithoutBrackets(code[start..at])):
                        start = at = Body(at + 1);
                        break;
                    case '{':
                        var end = End(start, at);
                        Add(start, at, end);
                        start = at = end + 1;
                        break;
                    default:
                        at++;
                        break;
                }
            }

            return at;
        }

        /// <summary>The last character of a member with a brace: its closing brace, or the semicolon of an expression or a value.</summary>
        private int End(int start, int brace)
        {
            var behind = Behind(brace);
            if (!IsArrow(start, brace) && !IsValue(start, brace) && !IsFollowedByValue(behind))
            {
                return behind - 1;
            }

            while (code[behind] != ';')
            {
                behind = code[behind] is '(' or '[' or '{' ? Behind(behind) : behind + 1;
            }

            return behind;
        }

        private void Add(int start, int head, int end)
        {
            while (start < head && (char.IsWhiteSpace(code[start]) || code[start] == '['))
            {
                start = code[start] == '[' ? Behind(start) : start + 1;
            }

            if ((code[head] == '{' || IsArrow(start, head)) && !IsValue(start, head))
            {
                var signature = Signature(start, head);
                var name = Named.Matches(signature).FirstOrDefault()?.Groups[2].Value ?? signature.Trim();
                members.Add(new SourceMember(name, LineOf(start), LineOf(end) - LineOf(start) + 1));
            }
        }

        private bool IsArrow(int start, int head) => SourceMask.WithoutBrackets(code[start..head]).Contains("=>", StringComparison.Ordinal);

        private bool IsValue(int start, int head) =>
            Signature(start, head) is var signature && Value.IsMatch(signature) && !signature.Contains("operator", StringComparison.Ordinal);

        /// <summary>Whether an initial value follows a property's braces.</summary>
        private bool IsFollowedByValue(int at) => code.AsSpan(at).TrimStart() is ['=', ..];

        /// <summary>What stands before an arrow or a brace, without what stands in brackets.</summary>
        private string Signature(int start, int head) => SourceMask.WithoutBrackets(code[start..head]).Split("=>")[0];

        private int LineOf(int at) => code.AsSpan(0, at).Count('\n') + 1;

        /// <summary>The place behind the bracket that closes the one here.</summary>
        private int Behind(int at)
        {
            var depth = 0;
            do
            {
                depth += code[at] is '(' or '[' or '{' ? 1 : code[at] is ')' or ']' or '}' ? -1 : 0;
                at++;
            }
            while (depth > 0);

            return at;
        }
    }
}
