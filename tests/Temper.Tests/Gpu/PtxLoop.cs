using System.Text.RegularExpressions;

namespace Temper.Tests.Gpu;

/// <summary>A loop of a kernel.</summary>
/// <param name="Header">Label of the block that is entered first.</param>
/// <param name="Code">Its instructions without guards, those of loops within it too.</param>
/// <param name="IsInnermost">Whether no other loop lies in it.</param>
internal sealed partial record PtxLoop(string Header, IReadOnlyList<string> Code, bool IsInnermost)
{
    /// <summary>Whether it multiplies numbers from shared memory and adds them up: part of a product, or of what follows it.</summary>
    public bool IsProduct => Code.Any(code => code.StartsWith("ld.shared", StringComparison.Ordinal)) && MultiplyAdds > 0;

    /// <summary>Multiply-adds: of one instruction, or of a product and a sum, which the driver's compiler joins.</summary>
    public int MultiplyAdds
    {
        get
        {
            var products = Code.Select(code => Product().Match(code)).Where(match => match.Success).Select(match => match.Groups[1].Value).ToHashSet();
            return Code.Count(code =>
                Joined().IsMatch(code) || (Sum().Match(code) is { Success: true } sum && (products.Contains(sum.Groups[1].Value) || products.Contains(sum.Groups[2].Value))));
        }
    }

    /// <summary>Divisions and remainders of whole numbers: some 20 instructions each.</summary>
    public IEnumerable<string> Divisions => Code.Where(code => Division().IsMatch(code));

    /// <summary>Products of whole numbers that are no address.</summary>
    public IEnumerable<string> Multiplications => Code.Where(code => Multiplication().IsMatch(code));

    [GeneratedRegex(@"^mul(?:\.rn)?\.f32\s+(%\w+),")]
    private static partial Regex Product();

    [GeneratedRegex(@"^add(?:\.rn)?\.f32\s+%\w+,\s*(%\w+),\s*(%\w+)")]
    private static partial Regex Sum();

    [GeneratedRegex(@"^(fma|mad|mma)\b.*\.(f32|tf32)")]
    private static partial Regex Joined();

    [GeneratedRegex(@"^(div|rem)\.[su]\d")]
    private static partial Regex Division();

    [GeneratedRegex(@"^(mul|mad)\.lo\.")]
    private static partial Regex Multiplication();
}
