using System.Text.RegularExpressions;

namespace Temper.Tests.Gpu;

/// <summary>
/// The control flow of a kernel in NVIDIA's assembly language: basic blocks, and the natural loops that its back edges close (Aho, Lam, Sethi and
/// Ullman, Compilers, 9.6).
/// </summary>
internal sealed partial class PtxGraph
{
    private readonly List<Block> blocks = [];

    private PtxGraph(string text)
    {
        Cut(text[text.IndexOf(".entry", StringComparison.Ordinal)..]);
        Connect();
        Loops = FindLoops();
    }

    /// <summary>All loops; those that share a header are one.</summary>
    public IReadOnlyList<PtxLoop> Loops { get; }

    /// <summary>Reads a kernel.</summary>
    /// <exception cref="NotSupportedException">A branch that this cannot follow, or a cycle with two entries.</exception>
    public static PtxGraph Of(string text) => new(text);

    private void Cut(string text)
    {
        var block = Add("entry");
        foreach (Match match in Part().Matches(text[text.IndexOf('{', StringComparison.Ordinal)..]))
        {
            if (match.Groups["label"] is { Success: true } label)
            {
                block = Add(label.Value);
                continue;
            }

            var (guard, code) = (match.Groups["guard"].Success, match.Groups["code"].Value);
            block.Code.Add(code);
            if (code.StartsWith("brx", StringComparison.Ordinal) || code.StartsWith("call", StringComparison.Ordinal))
            {
                throw new NotSupportedException($"Where does it go on? {code}");
            }

            var branch = Branch().Match(code);
            if (branch.Success || code is "ret" or "exit")
            {
                block.Target = branch.Success ? branch.Groups["label"].Value : null;
                block.FallsThrough = guard;
                block = Add($"after {code}");
            }
        }
    }

    private Block Add(string name)
    {
        var block = new Block(name);
        blocks.Add(block);
        return block;
    }

    private void Connect()
    {
        var named = blocks.ToDictionary(block => block.Name + (block.Name.StartsWith("after", StringComparison.Ordinal) ? blocks.IndexOf(block) : ""));
        foreach (var (i, block) in blocks.Index())
        {
            if (block.Target is { } target)
            {
                block.Next.Add(named[target]);
            }

            if (block.FallsThrough && i + 1 < blocks.Count)
            {
                block.Next.Add(blocks[i + 1]);
            }
        }

        foreach (var (i, block) in Ordered(blocks[0]).Index())
        {
            block.Order = i;
        }

        blocks.RemoveAll(block => block.Order < 0);
        blocks.Sort((one, other) => one.Order.CompareTo(other.Order));
        foreach (var block in blocks)
        {
            block.Next.ForEach(next => next.Before.Add(block));
        }
    }

    /// <summary>Reverse postorder, without recursion: kernels have thousands of blocks.</summary>
    private static Stack<Block> Ordered(Block entry)
    {
        var done = new Stack<Block>();
        var seen = new HashSet<Block> { entry };
        var open = new Stack<(Block Block, int Next)>([(entry, 0)]);
        while (open.TryPop(out var top))
        {
            if (top.Next == top.Block.Next.Count)
            {
                done.Push(top.Block);
                continue;
            }

            open.Push((top.Block, top.Next + 1));
            if (seen.Add(top.Block.Next[top.Next]))
            {
                open.Push((top.Block.Next[top.Next], 0));
            }
        }

        return done;
    }

    /// <summary>Immediate dominators by order (Cooper, Harvey and Kennedy, A Simple, Fast Dominance Algorithm).</summary>
    private int[] Dominators()
    {
        var dominators = new int[blocks.Count];
        Array.Fill(dominators, -1);
        dominators[0] = 0;
        for (var changed = true; changed;)
        {
            changed = false;
            foreach (var block in blocks.Skip(1))
            {
                var found = block.Before.Select(before => before.Order).Where(order => dominators[order] >= 0).Aggregate(Meet);
                changed |= dominators[block.Order] != found;
                dominators[block.Order] = found;
            }
        }

        return dominators;

        int Meet(int one, int other)
        {
            while (one != other)
            {
                (one, other) = one > other ? (dominators[one], other) : (one, dominators[other]);
            }

            return one;
        }
    }

    private List<PtxLoop> FindLoops()
    {
        var dominators = Dominators();
        var bodies = new SortedDictionary<int, HashSet<Block>>();
        foreach (var (from, to) in blocks.SelectMany(block => block.Next.Select(next => (block, next))).Where(edge => edge.next.Order <= edge.block.Order))
        {
            if (!Dominates(to.Order, from.Order))
            {
                throw new NotSupportedException($"The cycle from {from.Name} to {to.Name} has two entries.");
            }

            if (!bodies.TryGetValue(to.Order, out var body))
            {
                bodies.Add(to.Order, body = [to]);
            }

            var open = new Stack<Block>([from]);
            while (open.TryPop(out var block))
            {
                if (body.Add(block))
                {
                    block.Before.ForEach(open.Push);
                }
            }
        }

        return
        [
            .. bodies.Select(loop => new PtxLoop(
                blocks[loop.Key].Name,
                [.. loop.Value.OrderBy(block => block.Order).SelectMany(block => block.Code)],
                bodies.Keys.All(other => other == loop.Key || !loop.Value.Contains(blocks[other])))),
        ];

        bool Dominates(int one, int other)
        {
            while (other > one)
            {
                other = dominators[other];
            }

            return other == one;
        }
    }

    /// <summary>A label, or an instruction with its guard.</summary>
    [GeneratedRegex(@"^\s*(?<label>[\w$]+):|(?<guard>@!?%?\w+\s+)?(?<code>[a-z][^;]*);", RegexOptions.Multiline)]
    private static partial Regex Part();

    [GeneratedRegex(@"^bra(\.uni)?\s+(?<label>[\w$]+)$")]
    private static partial Regex Branch();

    private sealed class Block(string name)
    {
        public string Name { get; } = name;

        public List<string> Code { get; } = [];

        public string? Target { get; set; }

        public bool FallsThrough { get; set; } = true;

        public List<Block> Next { get; } = [];

        public List<Block> Before { get; } = [];

        public int Order { get; set; } = -1;
    }
}
