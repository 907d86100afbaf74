using System.Text;
using Temper.Data;
using Xunit;

namespace Temper.Tests.Data;

public sealed class IdxFolderTests : IDisposable
{
    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("digits/", "digits")]
    [InlineData("digits/raw/", "digits")]
    [InlineData("KMNIST/raw/", "kmnist")]
    public void Finds_the_four_files_in_every_layout(string place, string name)
    {
        TinyData.WriteTo(_folder, place);
        var asked = place == "KMNIST/raw/" ? _folder.Path : _folder.Sub("digits");

        var dataset = IdxFolder.Load(asked, TestContext.Current.CancellationToken);

        Assert.Equal(name, dataset.Name);
        Assert.Equal((6, 3, 2), (dataset.Train.Count, dataset.Train.Shape.Height, dataset.Train.Shape.Width));
        Assert.Equal(3, dataset.Test.Count);
        Assert.Equal(TinyData.Files[0][16..], dataset.Train.Bytes.Values);
        Assert.Equal([2, 1, 0], dataset.Test.Labels);
        Assert.Equal(["0", "1", "2"], dataset.ClassNames);
    }

    [Theory]
    [InlineData("")]
    [InlineData("fashion-mnist/")]
    [InlineData("FashionMNIST/raw/")]
    [InlineData("raw/")]
    public void Finds_a_published_data_set_in_every_layout(string place)
    {
        TinyData.WriteTo(_folder, place, packed: true);

        var dataset = IdxFolder.Load(_folder.Path, TinyData.Published, TestContext.Current.CancellationToken);

        Assert.Equal(FashionMnist.Name, dataset.Name);
        Assert.Equal(["a", "b", "c"], dataset.ClassNames);
    }

    [Fact]
    public void Takes_other_spellings_of_the_names()
    {
        TinyData.WriteTo(_folder, "dots/", rename: name => name.Replace("-idx", ".idx", StringComparison.Ordinal));
        TinyData.WriteTo(_folder, "test/", rename: name => name.Replace("t10k", "test", StringComparison.Ordinal));
        TinyData.WriteTo(_folder, "prefix/", packed: true, name => "emnist-digits-" + name);
        TinyData.WriteTo(_folder, "plain/");

        var hashes = new[] { "dots", "test", "prefix", "plain" }.Select(name => Load(name).Hash).Distinct();

        Assert.Single(hashes);
    }

    [Fact]
    public void Prefers_the_unpacked_file_where_both_are_there()
    {
        TinyData.WriteTo(_folder, "both/");
        _folder.Write("both/train-images-idx3-ubyte.gz", [1, 2, 3]);

        Assert.Equal(6, Load("both").Train.Count);
    }

    [Fact]
    public void The_hash_is_that_of_sizes_pixels_and_labels()
    {
        TinyData.WriteTo(_folder, "set/");
        var dataset = Load("set");

        byte[] layout =
        [
            6, 0, 0, 0, 3, 0, 0, 0, 2, 0, 0, 0, .. dataset.Train.Bytes.Values, .. dataset.Train.Labels.Select(label => (byte)label),
            3, 0, 0, 0, 3, 0, 0, 0, 2, 0, 0, 0, .. dataset.Test.Bytes.Values, .. dataset.Test.Labels.Select(label => (byte)label),
        ];
        Assert.Equal(TinyData.Hash(layout), dataset.Hash);
    }

    [Fact]
    public void Class_names_come_from_their_file()
    {
        TinyData.WriteTo(_folder, "set/");
        _folder.Write("set/classes.txt", Encoding.UTF8.GetBytes("\uFEFFzero\r\n one\nzw\u00f6lf\nspare\n\n"));

        Assert.Equal(["zero", "one", "zw\u00f6lf", "spare"], Load("set").ClassNames);
    }

    [Fact]
    public void A_label_without_a_class_name_is_refused()
    {
        TinyData.WriteTo(_folder, "set/");
        _folder.Write("set/classes.txt", "zero\none\n"u8.ToArray());

        Fails("set", "train-labels-idx1-ubyte: label 2 is 2, expected 0 to 1 because classes.txt beside it names 2 classes");
    }

    [Fact]
    public void A_bad_class_file_is_refused()
    {
        TinyData.WriteTo(_folder, "set/");

        _folder.Write("set/classes.txt", "zero\n\ntwo"u8.ToArray());
        Fails("set", "classes.txt: line 2 is empty");
        _folder.Write("set/classes.txt", [0xC3, 0x28]);
        Fails("set", "classes.txt: not UTF-8 text");
        _folder.Write("set/classes.txt", new byte[100_000]);
        Fails("set", "classes.txt: 100000 bytes, expected at most 65536");
        _folder.Write("set/classes.txt", Encoding.ASCII.GetBytes(string.Join('\n', Enumerable.Range(0, 257))));
        Fails("set", "classes.txt: 257 lines, expected at most 256");
    }

    [Fact]
    public void As_many_labels_as_images_are_needed()
    {
        TinyData.WriteTo(_folder, "set/");
        _folder.Write("set/train-labels-idx1-ubyte", IdxBytes.Labels(0, 1));

        Fails("set", "train-labels-idx1-ubyte: holds 2 labels, expected 6, one for each image of");
    }

    [Fact]
    public void Train_and_test_images_need_one_size()
    {
        TinyData.WriteTo(_folder, "set/");
        _folder.Write("set/t10k-images-idx3-ubyte", IdxBytes.Images(3, 2, 3));

        Fails("set", "t10k-images-idx3-ubyte: test images are 2 x 3, expected 3 x 2 as in");
    }

    [Fact]
    public void No_images_is_an_error()
    {
        TinyData.WriteTo(_folder, "set/");
        _folder.Write("set/train-images-idx3-ubyte", IdxBytes.Images(0, 3, 2));
        _folder.Write("set/train-labels-idx1-ubyte", IdxBytes.Labels());

        Fails("set", "train-images-idx3-ubyte: holds no images");
    }

    [Fact]
    public void A_folder_without_the_files_lists_what_was_looked_for()
    {
        var error = Assert.Throws<DataException>(() => IdxFolder.Load(_folder.Path, TestContext.Current.CancellationToken));

        foreach (var part in new[] { "t10k-labels-idx1-ubyte", _folder.Path, _folder.Sub("FashionMNIST", "raw"), _folder.Sub("fashion-mnist") })
        {
            Assert.Contains(part, error.Message, StringComparison.Ordinal);
        }

        Fails("nowhere", "nowhere: no such folder");
        _folder.Write("file", [1]);
        Fails("file", "file: is a file, expected a folder");
    }

    [Fact]
    public void A_set_with_a_file_missing_says_which()
    {
        TinyData.WriteTo(_folder, "set/");
        File.Delete(_folder.Sub("set", "t10k-labels-idx1-ubyte"));

        Fails("set", "lacks t10k-labels-idx1-ubyte");
    }

    [Fact]
    public void Several_sets_in_one_folder_are_refused()
    {
        TinyData.WriteTo(_folder, "flat/", rename: name => "emnist-digits-" + name);
        TinyData.WriteTo(_folder, "flat/", rename: name => "emnist-letters-" + name);
        TinyData.WriteTo(_folder, "tree/MNIST/raw/");
        TinyData.WriteTo(_folder, "tree/KMNIST/raw/");

        Fails("flat", "holds several data sets (emnist-digits-train-images..., emnist-letters-train-images...)");
        Fails("tree", "holds several data sets (kmnist, mnist)");
    }

    [Theory]
    [InlineData("fashion-mnist/", false)]
    [InlineData("FashionMNIST/raw/", true)]
    public void A_damaged_copy_in_a_folder_called_fashion_mnist_is_found(string place, bool packed)
    {
        TinyData.WriteTo(_folder, place, packed);
        var file = "train-images-idx3-ubyte" + (packed ? ".gz" : "");
        var damaged = TinyData.Files[0].ToArray();
        damaged[^1] ^= 1;
        var path = _folder.Write(place + file, packed ? IdxBytes.Gzip(damaged) : damaged);
        var published = TinyData.Published.Files[0];

        var error = Assert.Throws<DataException>(() => IdxFolder.LoadAny(_folder.Path, TinyData.Published, TestContext.Current.CancellationToken));

        Assert.Contains(
            $"{file}: not the published fashion-mnist file: SHA-256 is {TinyData.Hash(File.ReadAllBytes(path))}, expected {(packed ? published.PackedSha256 : published.Sha256)}; delete it and fetch it again",
            error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("fashion-mnist/")]
    [InlineData("FashionMNIST/raw/")]
    public void Other_data_in_a_folder_called_fashion_mnist_are_the_users_own(string place)
    {
        TinyData.WriteTo(_folder, place);

        var dataset = Load("");

        Assert.Equal(DatasetOrigin.Own, dataset.Origin);
        Assert.False(dataset.IsFashionMnist);
        Assert.Equal(["0", "1", "2"], dataset.ClassNames);
        Assert.Equal(place == "fashion-mnist/", DataNotes.Of(dataset).Any(note => note.Kind == DataNoteKind.CalledLikeAnother));
    }

    [Fact]
    public void A_damaged_published_file_is_named_with_both_checksums()
    {
        TinyData.WriteTo(_folder, "", packed: true);
        var path = _folder.Sub("t10k-images-idx3-ubyte.gz");
        var bytes = File.ReadAllBytes(path);
        bytes[^5] ^= 1;
        File.WriteAllBytes(path, bytes);

        var error = Assert.Throws<DataException>(
            () => IdxFolder.Load(_folder.Path, TinyData.Published, TestContext.Current.CancellationToken));

        Assert.StartsWith($"{path}: not the published fashion-mnist file (damaged: the gzip trailer", error.Message, StringComparison.Ordinal);
        Assert.Contains($"SHA-256 is {TinyData.Hash(bytes)}, expected {TinyData.Published.Files[2].PackedSha256}", error.Message, StringComparison.Ordinal);
    }

    private Dataset Load(string name) => IdxFolder.Load(_folder.Sub(name), TestContext.Current.CancellationToken);

    private void Fails(string name, string reason)
    {
        var error = Assert.Throws<DataException>(() => Load(name));
        Assert.Contains(reason, error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', error.Message);
    }
}
