using Temper.Lab.Storage;
using Temper.Tests.Data;
using Xunit;

namespace Temper.Tests.Storage;

public sealed class SingleLookTests
{
    [Fact]
    public void Looks_outside_of_studies_are_counted_once_for_each_thing_that_was_tested()
    {
        using var folder = new TempFolder();
        var path = folder.Sub("made", "temper.db");
        string[][] looks = [["train", "d0", "r1"], ["train", "d0", "r1"], ["evaluate", "d0", "r1"], ["train", "d0", "r2"], ["train", "d1", "r1"]];
        foreach (var look in looks)
        {
            using var single = new SingleRuns(path, TimeProvider.System, look[0]);
            Assert.Null(single.Count(look[1], look[2]));
        }

        using var store = RunStore.OpenExisting(path, TimeProvider.System);
        Assert.Equal((3, 1, 0), (store.SingleLooks("d0"), store.SingleLooks("d1"), store.SingleLooks("d2")));
        Assert.Equal(0, store.OtherLooks("s1", "d0"));
    }
}
