using Temper.Data;
using Temper.Devices.Cpu;
using Temper.Layers;
using Temper.Regularizers;
using Temper.Tasks;
using Temper.Training;
using Xunit;

namespace Temper.Tests.Data;

/// <summary>What is said of data whose classes have few images or none, in each part they are split into.</summary>
public sealed class DataNotesTests
{
    private static readonly byte[] Sound = [.. Enumerable.Range(0, 60).Select(i => (byte)(i % 3))];

    [Fact]
    public void Data_in_good_order_get_no_note()
    {
        var data = Make(Sound, Sound);
        Assert.Empty(DataNotes.Of(data));
        Assert.Empty(DataNotes.Of(data, Split.Stratified(data.Train.Labels, 0.2, 1)));
        using var device = new CpuDevice(threads: 1);
        using var trainer = new Trainer(Spec(3), data, device);
        Assert.Empty(trainer.DataNotes);
    }

    [Fact]
    public void Every_kind_is_found()
    {
        byte[] fromOne = [.. Sound.Select(label => (byte)(label + 1))];
        byte[] twice = [0, 0, 0, 0, 1, 1, 1, 1, 2];
        var singletons = Make([.. Enumerable.Repeat((byte)0, 20), 1, 2], Sound);
        var all = new (DataNoteKind Kind, string[] Classes, IReadOnlyList<DataNote> Notes)[]
        {
            (DataNoteKind.CalledLikeAnother, [], DataNotes.Of(Make(Sound, Sound) with { Name = "Garments" })),
            (DataNoteKind.NoImages, ["c0"], DataNotes.Of(Make(fromOne, fromOne, classes: 4))),
            (DataNoteKind.NotInTraining, ["c3"], DataNotes.Of(Make(Sound, [.. Sound, 3], classes: 4))),
            (DataNoteKind.NeverTrained, ["c2"], DataNotes.Of(Make(twice, Sound), new Split([0, 1, 2, 4, 5, 6], [3, 7, 8]))),
            (DataNoteKind.OneTrainingImage, ["c1", "c2"], DataNotes.Of(singletons, Split.Stratified(singletons.Train.Labels, 0.2, 1))),
            (DataNoteKind.OneClassTrained, ["c0"], DataNotes.Of(Make(twice, Sound), new Split([0, 1, 2, 3], [4, 5, 6, 7, 8]))),
            (DataNoteKind.NoValidation, [], DataNotes.Of(Make(Sound, Sound), Split.Random(60, 0, 1))),
            (DataNoteKind.NotValidated, ["c1", "c2"], DataNotes.Of(singletons, Split.Stratified(singletons.Train.Labels, 0.2, 1))),
            (DataNoteKind.OneClassValidated, ["c0"], DataNotes.Of(singletons, Split.Stratified(singletons.Train.Labels, 0.2, 1))),
            (DataNoteKind.NoTest, [], DataNotes.Of(Make(Sound, []))),
            (DataNoteKind.NotTested, ["c2"], DataNotes.Of(Make(Sound, [0, 1]))),
            (DataNoteKind.OneClassTested, ["c1"], DataNotes.Of(Make(Sound, [1, 1]))),
            (DataNoteKind.MoreClassesThanImages, [], DataNotes.Of(Make([0, 1, 0, 1], [0], classes: 7))),
        };
        Assert.Equal(Enum.GetValues<DataNoteKind>(), all.Select(one => one.Kind));
        Assert.All(all, one =>
        {
            var note = Assert.Single(one.Notes, note => note.Kind == one.Kind);
            Assert.Equal(one.Classes, note.Classes);
            Assert.EndsWith(".", note.Text, StringComparison.Ordinal);
            Assert.DoesNotContain('\n', note.Text);
            Assert.All(one.Classes, name => Assert.Contains(name, note.Text, StringComparison.Ordinal));
        });
    }

    [Fact]
    public void A_random_split_that_takes_a_classs_only_image_is_said()
    {
        byte[] labels = [.. Enumerable.Repeat((byte)0, 30), .. Enumerable.Repeat((byte)1, 30), 2];
        var data = Make(labels, Sound);
        var said = 0;
        for (var seed = 0UL; seed < 40; seed++)
        {
            var split = Split.Random(labels.Length, 0.3, seed);
            var isTaken = split.Valid.Contains(60);
            Assert.Equal(isTaken, DataNotes.Of(data, split).Any(note => note.Kind == DataNoteKind.NeverTrained));
            said += isTaken ? 1 : 0;
        }

        Assert.InRange(said, 1, 39);
    }

    [Fact]
    public void Notes_on_several_splits_are_each_said_once()
    {
        DataNote Never(string name) => new(DataNoteKind.NeverTrained, [name], $"Class {name} is never trained.");
        var always = new DataNote(DataNoteKind.NoImages, ["z"], "Class z has no images.");

        var together = DataNotes.Together([[always, Never("a")], [always], [always, Never("b")]]);

        Assert.Equal(2, together.Count);
        Assert.Equal(always, together[0]);
        Assert.Equal(["a", "b"], together[1].Classes);
        Assert.StartsWith("In 2 of 3 trainings: classes a, b are never trained", together[1].Text, StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Notes_of_every_kind_can_differ_between_splits(DataNoteKind kind)
    {
        var (one, other) = (new DataNote(kind, [], "The data in /a."), new DataNote(kind, [], "The data in /b."));

        var together = DataNotes.Together([[one], [other], [one]]);

        Assert.Equal(kind == DataNoteKind.CalledLikeAnother ? [one, other] : together.Take(1), together);
        Assert.All(together, note => Assert.Equal(kind, note.Kind));
    }

    public static TheoryData<DataNoteKind> Kinds => new(Enum.GetValues<DataNoteKind>());

    [Fact]
    public void Long_lists_of_classes_are_cut() =>
        Assert.Contains("c0, c1, c2, c3, c4, c5, c6, c7 and 32 more", DataNotes.Of(Make([40, 40, 41, 41], [40, 41], classes: 42))[0].Text, StringComparison.Ordinal);

    [Theory]
    [InlineData(new byte[] { 0, 0, 0, 0 }, "all 4 training images are of class \"c0\"")]
    [InlineData(new byte[] { 2, 2, 2, 2 }, "all 4 training images are of class \"c2\"")]
    [InlineData(new byte[] { 0, 1, 0, 3 }, "the label of training image 3 is 3, expected 0 to 2")]
    public void What_cannot_be_learned_is_refused(byte[] labels, string reason)
    {
        using var device = new CpuDevice(threads: 1);
        var error = Assert.Throws<DataException>(() => new Trainer(Spec(3), Make(labels, Sound), device));
        Assert.Contains(reason, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Nothing_that_was_not_measured_is_a_number()
    {
        using var device = new CpuDevice(threads: 1);
        using var trainer = new Trainer(Spec(3) with { ValidFraction = 1e-9 }, Make(Sound, []), device);
        var epoch = trainer.Run(cancellationToken: TestContext.Current.CancellationToken).Epochs[^1];
        Assert.Null(epoch.ValidScore);
        Assert.Null(epoch.ValidLoss);
        Assert.Contains("no images", Assert.Throws<DataException>(() => trainer.Test()).Message, StringComparison.Ordinal);
        var stopping = Spec(3) with { ValidFraction = 1e-9, Regularizers = [new EarlyStopping(2)] };
        Assert.Contains("Early stopping needs", Assert.Throws<SpecException>(() => new Trainer(stopping, Make(Sound, Sound), device)).Message, StringComparison.Ordinal);
    }

    private static TrainSpec Spec(int classes) => new() { Layers = [new Linear(classes)], BatchSize = 2, Epochs = 1, Seed = 1 };

    private static Dataset Make(byte[] train, byte[] test, int classes = 3) => new(
        "made", Images(train), Images(test), new Classification([.. Enumerable.Range(0, classes).Select(c => $"c{c}")]), "hash", "code");

    private static RowSet Images(byte[] labels) => RowSet.OfImages([.. labels.SelectMany((label, i) => new byte[] { (byte)i, (byte)(label * 20), 255, 0 })], labels, 2, 2);
}
