using Temper.Data;
using Xunit;

namespace Temper.Tests.Data;

public sealed class FashionMnistTests
{
    [Fact]
    public void The_real_files_load()
    {
        Assert.SkipUnless(TestData.HasFashionMnist, TestData.FashionMnistMissing);

        var dataset = IdxFolder.Load(TestData.Folder!, TestContext.Current.CancellationToken);

        Assert.Equal(FashionMnist.Name, dataset.Name);
        Assert.Equal(FashionMnist.ClassNames, dataset.ClassNames);
        Assert.Equal((60_000, 10_000, 28, 28), (dataset.Train.Count, dataset.Test.Count, dataset.Train.Shape.Height, dataset.Train.Shape.Width));
        Assert.All(dataset.Train.Labels.CountBy(label => label), pair => Assert.Equal(6_000, pair.Value));
        Assert.All(dataset.Test.Labels.CountBy(label => label), pair => Assert.Equal(1_000, pair.Value));
        Assert.Equal(0.2860, dataset.Train.Bytes.Values.Sum(pixel => (double)pixel) / dataset.Train.Bytes.Values.Length / 255, 4);
        Assert.Equal("d60c9bd5569617ec48c7bb460ac1b7e72014cc6012814db03437c1561715f01c", dataset.Hash);

        // The loader takes the hash of known files from a constant: it must be that of their contents.
        Assert.Equal(DatasetHash.Compute(dataset.Train, dataset.Test), dataset.Hash);
    }

    [Fact]
    public void The_real_files_are_known_by_their_contents_in_any_folder()
    {
        Assert.SkipUnless(TestData.HasFashionMnist, TestData.FashionMnistMissing);
        using var folder = new TempFolder();
        foreach (var file in FashionMnist.Files)
        {
            File.Copy(Path.Combine(TestData.Folder!, FashionMnist.Name, file.PackedName), folder.Sub(file.PackedName));
        }

        Assert.Equal(FashionMnist.Name, IdxFolder.Load(folder.Path, TestContext.Current.CancellationToken).Name);
    }

    [Fact]
    public void The_class_names_are_in_label_order() =>
        Assert.Equal(
            "T-shirt/top, Trouser, Pullover, Dress, Coat, Sandal, Shirt, Sneaker, Bag, Ankle Boot",
            string.Join(", ", FashionMnist.ClassNames));

    [Fact]
    public void The_cache_folder_follows_the_base_directory_specification()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows() || OperatingSystem.IsMacOS(), "the specification is for Linux");

        Assert.Equal("/cache/temper/datasets/fashion-mnist", Folder(("XDG_CACHE_HOME", "/cache"), ("HOME", "/home/u")));
        Assert.Equal("/home/u/.cache/temper/datasets/fashion-mnist", Folder(("HOME", "/home/u")));
        Assert.Equal("/home/u/.cache/temper/datasets/fashion-mnist", Folder(("XDG_CACHE_HOME", "relative"), ("HOME", "/home/u")));
        Assert.Null(Folder());

        static string? Folder(params (string Name, string Value)[] variables) =>
            FashionMnist.CacheFolder(name => variables.FirstOrDefault(variable => variable.Name == name).Value);
    }
}
