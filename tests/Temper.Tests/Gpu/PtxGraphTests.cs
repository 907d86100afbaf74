using Xunit;

namespace Temper.Tests.Gpu;

/// <summary>Loops of made-up kernels.</summary>
public sealed class PtxGraphTests
{
    private const string Product = "ld.shared.f32 %f1, [%rd1]; mul.f32 %f2, %f1, %f1; add.f32 %f3, %f3, %f2;";

    [Fact]
    public void A_loop_is_what_leads_back_to_its_header()
    {
        var loops = Loops($"""
            rem.s32 %r1, %r2, 3;
            OUTER:
            mov.b32 %r3, 0;
            INNER:
            {Product}
            @%p1 bra INNER;
            @!%p2 bra.uni OUTER;
            div.s32 %r1, %r2, 3;
            ret;
            """);

        Assert.Equal([("OUTER", false, 1), ("INNER", true, 1)], loops.Select(loop => (loop.Header, loop.IsInnermost, loop.MultiplyAdds)));
        Assert.All(loops, loop => Assert.True(loop.IsProduct));
        Assert.All(loops, loop => Assert.Empty(loop.Divisions));
    }

    [Fact]
    public void A_division_in_a_block_that_lies_elsewhere_belongs_to_the_loop()
    {
        // The way from the header to the branch back leads through a block behind the loop's end.
        var loop = Assert.Single(Loops($"""
            bra HEAD;
            HEAD:
            {Product}
            @%p1 bra ELSEWHERE;
            BACK:
            @%p2 bra HEAD;
            ret;
            ELSEWHERE:
            div.u32 %r1, %r2, %r3;
            bra.uni BACK;
            """));

        Assert.Equal("div.u32 %r1, %r2, %r3", Assert.Single(loop.Divisions));
    }

    [Fact]
    public void Code_after_a_loop_and_code_that_nothing_leads_to_are_in_no_loop()
    {
        Assert.Empty(Loops("bra END; DEAD: rem.s32 %r1, %r2, 3; bra DEAD; END: ret;"));
    }

    [Theory]
    [InlineData("A: fma.rn.f32 %f1, %f2, %f3, %f1; @%p1 bra A; ret;", 1)]
    [InlineData("A: mma.sync.aligned.m16n8k8.row.col.f32.tf32.tf32.f32 {acc0,acc1}, {%r1}, {%r2}, {acc0,acc1}; @%p1 bra A; ret;", 1)]
    [InlineData("A: mul.f32 %f1, %f2, %f3; add.f32 %f4, %f5, %f6; @%p1 bra A; ret;", 0)]
    [InlineData("A: mad.lo.s32 %r1, %r2, %r3, %r4; @%p1 bra A; ret;", 0)]
    public void Multiply_adds_are_one_instruction_or_two(string code, int count) => Assert.Equal(count, Assert.Single(Loops(code)).MultiplyAdds);

    [Theory]
    [InlineData("@%p1 bra B; A: mov.b32 %r1, 0; B: mov.b32 %r2, 0; @%p2 bra A; ret;")]
    [InlineData("A: brx.idx %r1, table;")]
    public void What_cannot_be_followed_is_an_error(string code) => Assert.Throws<NotSupportedException>(() => Loops(code));

    private static IReadOnlyList<PtxLoop> Loops(string code) =>
        PtxGraph.Of($".visible .entry Kernel(\n\t.param .b64 a\n)\n{{\n\t.reg .pred %p<3>;\n{code.Replace("; ", ";\n", StringComparison.Ordinal).Replace(": ", ":\n", StringComparison.Ordinal)}\n}}\n").Loops;
}
