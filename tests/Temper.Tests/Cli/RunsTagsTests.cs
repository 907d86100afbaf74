using Temper.Lab.Storage;
using Temper.Tests.Child;
using Xunit;

namespace Temper.Tests.Cli;

/// <summary>Tags and notes: kept in the store, shown, filtered by, gone with their run.</summary>
public sealed class RunsTagsTests : IDisposable
{
    private readonly CliRunner temper = new();

    public RunsTagsTests()
    {
        using var store = Open();
        for (var i = 1; i <= 3; i++)
        {
            store.Finish(StoreWork.Record(i));
        }

        store.Fail(StoreWork.Failure(4));
    }

    public void Dispose() => temper.Dispose();

    [Fact]
    public async Task Tags_are_added_taken_away_shown_and_filtered_by()
    {
        var (one, two) = (StoreWork.Id(1), StoreWork.Id(2));
        Assert.Equal($"Run {one}: best, für-mich", (await temper.RunAsync("runs", "tag", one, "für-mich", "best", "best")).Returned(0).Lines()[0]);
        (await temper.RunAsync("runs", "tag", two, "best")).Returned(0);
        (await temper.RunAsync("runs", "tag", StoreWork.Id(4), "broken")).Returned(0);
        Assert.Equal([two, one], await ListedAsync("--tag", "best"));
        Assert.Equal([one], await ListedAsync("--tag", "best", "--tag", "für-mich"));
        Assert.Empty(await ListedAsync("--tag", "Best"));
        var list = (await temper.RunAsync("runs", "list")).Returned(0);
        Assert.Contains("best, für-mich", list.Out, StringComparison.Ordinal);
        Assert.Contains("best, für-mich", (await temper.RunAsync("runs", "show", one)).Returned(0).Out, StringComparison.Ordinal);
        Assert.Contains("broken", (await temper.RunAsync("runs", "show", StoreWork.Id(4))).Returned(0).Out, StringComparison.Ordinal);

        var untagged = (await temper.RunAsync("runs", "untag", one, "best", "never")).Returned(0);
        Assert.Equal([$"Run {one} did not have the tag never.", $"Run {one}: für-mich"], untagged.Lines());
        Assert.Equal([two], await ListedAsync("--tag", "best"));
        (await temper.RunAsync("runs", "verify")).Returned(0);
    }

    [Fact]
    public async Task In_a_narrow_window_tags_and_notes_go_first()
    {
        (await temper.RunAsync("runs", "tag", StoreWork.Id(1), "best")).Returned(0);
        (await temper.RunAsync("runs", "note", StoreWork.Id(1), "what I have seen")).Returned(0);
        temper.IsTerminal = true;
        temper.Width = 140;
        Assert.Contains("what I have seen", (await temper.RunAsync("runs", "list")).Returned(0).Out, StringComparison.Ordinal);
        foreach (var (width, left) in new[] { (110, "(for a wider window: Note)"), (102, "(for a wider window: Tags, Note)") })
        {
            temper.Width = width;
            Assert.Contains(left, (await temper.RunAsync("runs", "list")).Returned(0).Out, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task A_note_is_written_replaced_shown_and_taken_away()
    {
        var id = StoreWork.Id(1);
        (await temper.RunAsync("runs", "note", id, "first")).Returned(0);
        var text = "The second: a long one that says more than a table has room for.";
        Assert.Equal($"Run {id}: {text}", (await temper.RunAsync("runs", "note", id, text)).Returned(0).Lines()[0]);
        Assert.Contains(text, (await temper.RunAsync("runs", "show", id)).Returned(0).Out, StringComparison.Ordinal);
        Assert.Contains("The second: a long one that says more ...", (await temper.RunAsync("runs", "list")).Returned(0).Out, StringComparison.Ordinal);
        Assert.Equal(text, (await temper.RunAsync("runs", "list", "--json")).Returned(0).Json().EnumerateArray().Single(run => run.GetProperty("id").GetString() == id).GetProperty("note").GetString());
        Assert.Equal($"Run {id} has no note.", (await temper.RunAsync("runs", "note", id, "-")).Returned(0).Lines()[0]);
        Assert.DoesNotContain("Note", (await temper.RunAsync("runs", "show", id)).Returned(0).Out, StringComparison.Ordinal);
        (await temper.RunAsync("runs", "verify")).Returned(0);
    }

    [Theory]
    [InlineData("two words")]
    [InlineData("a,b")]
    [InlineData("red\u001b[31m")]
    [InlineData("turned\u202eround")]
    [InlineData("a-tag-of-more-than-forty-characters-is-none")]
    public async Task What_is_no_tag_is_refused_before_the_store_is_opened(string tag)
    {
        Assert.Throws<SpecException>(() => RunTag.Check(tag));
        (await temper.RunAsync("runs", "tag", "latest", tag, "--store", "nowhere.db")).Returned(2).IsOneError("A tag is a word of up to 40 visible characters");
    }

    [Fact]
    public async Task A_note_with_hidden_characters_and_a_run_that_is_none_are_refused()
    {
        (await temper.RunAsync("runs", "note", "latest", "a\u001b[2Jb", "--store", "nowhere.db")).Returned(2).IsOneError("without control characters");
        (await temper.RunAsync("runs", "tag", "no-such-run", "best")).Returned(4).IsOneError("no-such-run");
        (await temper.RunAsync("runs", "list", "--studies", "--tag", "best")).Returned(2).IsOneError("--tag applies to runs");
    }

    [Fact]
    public async Task A_run_with_a_tag_or_a_note_is_no_garbage_and_they_go_with_it()
    {
        (await temper.RunAsync("runs", "tag", StoreWork.Id(1), "best")).Returned(0);
        (await temper.RunAsync("runs", "note", StoreWork.Id(2), "look at this")).Returned(0);
        Assert.Contains("Removed 2 runs", (await temper.RunAsync("runs", "gc")).Returned(0).Out, StringComparison.Ordinal);
        Assert.Equal([StoreWork.Id(2), StoreWork.Id(1)], await ListedAsync());
        (await temper.RunAsync("runs", "delete", StoreWork.Id(1), StoreWork.Id(2))).Returned(0);
        using var store = Open();
        Assert.Empty(store.TagsOf(StoreWork.Id(1)));
        Assert.Null(store.NoteOf(StoreWork.Id(2)));
        Assert.Empty(store.Verify(TestContext.Current.CancellationToken));
    }

    private RunStore Open() => RunStore.Open(temper.Folder.Sub("runs", "temper.db"), TimeProvider.System);

    private async Task<List<string?>> ListedAsync(params string[] more) =>
        [.. (await temper.RunAsync(["runs", "list", "--json", .. more])).Returned(0).Json().EnumerateArray().Select(run => run.GetProperty("id").GetString())];
}
