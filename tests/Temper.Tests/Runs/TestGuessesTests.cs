using System.Text.Json;
using System.Text.Json.Nodes;
using CsCheck;
using Temper.Data;
using Temper.Lab.Running;
using Temper.Lab.Runs;
using Temper.Tests.Child;
using Temper.Tests.Data;
using Temper.Tests.Training;
using Xunit;

namespace Temper.Tests.Runs;

public sealed class TestGuessesTests
{
    /// <summary>A test set with its guesses, from none wrong to all.</summary>
    private static readonly Gen<(int Classes, int[] Labels, int[] Guesses)> Cases =
        from classes in Gen.OneOf(Gen.Int[2, 12], Gen.Int[2, 256])
        from images in Gen.Int[0, 300]
        from rightOfTen in Gen.Int[0, 10]
        from labels in Gen.Int[0, classes - 1].Array[images]
        from guesses in Gen.Int[0, classes - 1].Array[images]
        from isRight in Gen.Int[0, 9].Array[images]
        select (classes, labels.ToArray(), guesses.Select((guess, i) => isRight[i] < rightOfTen ? labels[i] : guess).ToArray());

    [Fact]
    public void Guesses_survive_their_bytes() => Cases.Sample(test =>
    {
        var guesses = TestGuesses.Of(test.Labels, test.Guesses, test.Classes);
        var back = TestGuesses.FromBytes(guesses.ToBytes());

        Assert.Equal((test.Labels.Length, test.Classes), (back.Images, back.Classes));
        Assert.Equal(test.Guesses, back.With(test.Labels));
        var wrong = Enumerable.Range(0, test.Labels.Length).Where(i => test.Guesses[i] != test.Labels[i]).ToList();
        Assert.Equal(wrong, back.WrongImages.ToArray());
        Assert.Equal(wrong.Select(i => test.Guesses[i]), back.WrongGuesses.ToArray());
        Assert.Equal(wrong.Count, back.Wrong);
        Assert.All(Enumerable.Range(0, back.Images), i => Assert.Equal(test.Guesses[i] == test.Labels[i], back.IsRight(i)));
        Assert.Equal(guesses.ToBytes(), back.ToBytes());
        Assert.Null(back.Contradiction(test.Labels.Length, wrong.Count, ConfusionMatrix.Of(test.Labels, test.Guesses, test.Classes)));
    });

    [Fact]
    public void Far_images_and_many_classes_survive_too()
    {
        byte[] bytes = [.. Number(int.MaxValue), .. Number(256), .. Number(2), .. Number(((int.MaxValue - 2L) * 256) + 255), .. Number(3)];

        var guesses = TestGuesses.FromBytes(bytes);

        Assert.Equal([int.MaxValue - 2, int.MaxValue - 1], guesses.WrongImages.ToArray());
        Assert.Equal([255, 3], guesses.WrongGuesses.ToArray());
        Assert.Equal(bytes, guesses.ToBytes());
    }

    [Fact]
    public void Changed_bytes_are_refused_in_one_line_or_are_other_guesses()
    {
        var bytes = Thousand(150).ToBytes();
        var (refused, read) = (0, 0);
        var random = new Random(1);
        for (var time = 0; time < 20_000; time++)
        {
            var changed = bytes.ToArray();
            switch (time % 4)
            {
                case 0:
                    changed[random.Next(changed.Length)] ^= (byte)(1 << random.Next(8));
                    break;
                case 1:
                    changed = changed[..random.Next(changed.Length)];
                    break;
                case 2:
                    changed = [.. changed, (byte)random.Next(256)];
                    break;
                default:
                    random.NextBytes(changed.AsSpan(random.Next(8), random.Next(1, 9)));
                    break;
            }

            try
            {
                var guesses = TestGuesses.FromBytes(changed);
                Assert.Equal(changed, guesses.ToBytes());
                Assert.True(guesses.WrongImages.Span is not [.., var last] || last < guesses.Images);
                read++;
            }
            catch (FormatException error)
            {
                Assert.Matches("^expected .*, received [^\n]*$", error.Message);
                refused++;
            }
        }

        Assert.True(refused > 10_000 && read > 1000, $"{refused} refused, {read} read");
    }

    [Theory]
    [InlineData("")]
    [InlineData("0A")]
    [InlineData("0A 00 00")] // no classes
    [InlineData("0A 81 80 40 00")] // 2^20 + 1 classes
    [InlineData("0A 03 0B")] // 11 of 10 wrong
    [InlineData("FF FF FF FF 07 0A FF FF FF FF 07")] // two thousand million wrong, and no byte for them
    [InlineData("0A 03 01")] // cut
    [InlineData("0A 03 01 80")] // cut inside a number
    [InlineData("0A 03 01 1E")] // image 10 of 10
    [InlineData("0A 03 02 1D 00")] // image 9, then one more
    [InlineData("8A 00 03 00")] // 10 in two bytes
    [InlineData("0A 03 01 85 80 80 80 80 80 80 80 00")] // 5 in nine bytes
    [InlineData("80 80 80 80 08 03 00")] // 2^31 images
    [InlineData("0A 03 01 05 00")] // a byte too many
    public void What_cannot_be_is_refused(string hex)
    {
        var error = Assert.Throws<FormatException>(() => TestGuesses.FromBytes(Convert.FromHexString(hex.Replace(" ", "", StringComparison.Ordinal))));
        Assert.Matches("^expected .*, received [^\n]*$", error.Message);
    }

    [Fact]
    public void Guesses_of_1500_wrong_images_of_10000_take_two_kilobytes()
    {
        var random = new Random(2);
        var labels = Enumerable.Range(0, 10_000).Select(_ => random.Next(10)).ToArray();
        var some = TestGuesses.Of(labels, [.. labels.Select(label => random.Next(1000) < 150 ? (label + 1 + random.Next(9)) % 10 : label)], 10);

        Assert.InRange(some.Wrong, 1400, 1600);
        Assert.InRange(some.ToBytes().Length, 1.05 * some.Wrong, 1.2 * some.Wrong);
        Assert.InRange(StoreWork.Record(1).TestGuesses!.ToBytes().Length, 1900, 2400);
    }

    [Fact]
    public void A_training_has_the_guesses_that_its_other_figures_count()
    {
        var requests = Enumerable.Range(1, 2).Select(seed => new RunRequest("net", Protocol.Own, "", [], Trainings.Spec with { Seed = (ulong)seed, Epochs = 1 })).ToList();
        var results = new List<RunResult>();
        Runner.RunMany(requests, Trainings.Data, threads: 2, TimeProvider.System, results.Add, TestContext.Current.CancellationToken);

        Assert.All(results, run =>
        {
            var guesses = run.Record.TestGuesses!;
            Assert.InRange(guesses.Wrong, 1, guesses.Images - 1);
            Assert.Equal(run.Guesses, guesses.With(Trainings.Data.Test.Labels));
            Assert.Equal((run.Record.TestRows, run.Record.Wrong), (guesses.Images, guesses.Wrong));
            Assert.Null(guesses.Contradiction(run.Record.TestRows, run.Record.Wrong!.Value, run.Record.Confusion));
            Assert.Equal(RecordJson.Write(run.Record), RecordJson.Write(RecordJson.ParseRun(RecordJson.Write(run.Record))));
        });
        var (one, other) = (results[0].Record.TestGuesses!, results[1].Record.TestGuesses!);
        var differences = one.DifferencesTo(other);
        Assert.Equal(results[0].Guesses.Zip(results[1].Guesses).Count(pair => pair.First != pair.Second), differences.Images);
        Assert.Equal(Enumerable.Range(0, one.Images).Count(i => one.IsRight(i) && !other.IsRight(i)), differences.OnlyThisRight);
        Assert.Equal(Enumerable.Range(0, one.Images).Count(i => other.IsRight(i) && !one.IsRight(i)), differences.OnlyOtherRight);
    }

    [Fact]
    public void A_record_whose_guesses_are_rotten_or_contradict_it_is_refused_in_one_line()
    {
        using var folder = new TempFolder();
        var path = folder.Sub("record.json");
        Refused(json => json["wrong"] = 7, "expected guesses with 7 of 10000 images wrong, received 1949 of 10000");
        Refused(json => json["testRows"] = 9999, "of 9999 images wrong");
        Refused(json => json["confusion"]![3]!["4"] = 5000, "expected a confusion matrix of 10000 images");
        Refused(
            json => (json["confusion"]![3]!["4"], json["confusion"]![3]!["3"]) = ((int)json["confusion"]![3]!["4"]! + 1, (int)json["confusion"]![3]!["3"]! - 1),
            "wrongly taken for class 4, as the confusion matrix counts");
        Refused(json => json["confusion"]!.AsArray().Add(new JsonObject()), "expected a confusion matrix of the 10 classes");
        Refused(json => json["confusion"]!.AsArray().RemoveAt(0), "confusion: a guess is no class of it");
        Refused(json => json["confusion"]![2] = null, "confusion: expected an object for each class");
        Refused(json => json["confusion"] = new JsonObject(), "confusion: expected an array");
        Refused(json => json["confusion"]![3]!["4"] = 0, "confusion: expected guesses in their order, each with 1 row or more");
        Refused(json => json["confusion"]![3]!["2"] = 1.5, "confusion: expected counts by class");
        Refused(json => json["confusion"]![3] = new JsonObject { ["-1"] = 1 }, "confusion: expected counts by class");
        Refused(json => json["confusion"] = null, "confusion");
        Refused(json => json["confusion"]![3]!["4"] = int.MaxValue, "confusion: expected fewer rows in all");
        Refused(json => json["testGuesses"] = null, "testGuesses: expected a base64 text");
        Refused(json => json["testGuesses"] = 5, "testGuesses: expected a base64 text");
        Refused(json => json["testGuesses"] = "no base64!", "testGuesses: expected a base64 text");
        Refused(json => json["testGuesses"] = "AAAA", "testGuesses: expected guesses among at least one class");
        Refused(json => json["testGuesses"] = ((string)json["testGuesses"]!)[..400], "images guessed wrong, received");
        Refused(json => json.AsObject().Remove("testGuesses"), "testGuesses");

        // Other versions, with and without what this one has.
        Refused(json => json["version"] = 5, "expected a run's record of version 4, received version 5; train the run again, or use the version of Temper that wrote it");
        Refused(
            json =>
            {
                json["version"] = 1;
                json.AsObject().Remove("testGuesses");
            },
            "expected a run's record of version 4, received version 1; ");

        void Refused(Action<JsonNode> change, string expected)
        {
            var json = JsonNode.Parse(RecordJson.Write(StoreWork.Record(1)))!;
            change(json);
            folder.Write("record.json", System.Text.Encoding.UTF8.GetBytes(json.ToJsonString()));
            var error = Assert.Throws<DataException>(() => RecordJson.ReadRun(path));
            Assert.Contains(expected, error.Message, StringComparison.Ordinal);
            Assert.DoesNotContain('\n', error.Message);
        }
    }

    [Fact]
    public void What_is_no_test_set_is_refused()
    {
        Assert.Contains("expected 2, one for each label, received 1", Assert.Throws<ArgumentException>(() => TestGuesses.Of([0, 1], [1], 3)).Message, StringComparison.Ordinal);
        Assert.Contains("received 3 for image 1", Assert.Throws<ArgumentException>(() => TestGuesses.Of([0, 1], [1, 3], 3)).Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentOutOfRangeException>(() => TestGuesses.Of([], [], (1 << 20) + 1));
        var guesses = TestGuesses.Of([0, 1], [1, 1], 3);
        Assert.Contains("expected its 2 labels, received 1", Assert.Throws<ArgumentException>(() => guesses.With([0])).Message, StringComparison.Ordinal);
        Assert.Contains("for image 0", Assert.Throws<ArgumentException>(() => guesses.With([1, 1])).Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentOutOfRangeException>(() => guesses.IsRight(2));
        Assert.Throws<ArgumentException>(() => guesses.DifferencesTo(TestGuesses.Of([0], [0], 3)));
        Assert.Equal(new GuessDifferences(1, 0, 1), TestGuesses.Of([0, 0, 0], [0, 1, 0], 3).DifferencesTo(TestGuesses.Of([0, 0, 0], [1, 2, 0], 3)));
    }

    [Fact]
    public void JSON_does_not_escape_the_base64()
    {
        var bytes = Enumerable.Range(0, 400).Select(i => TestGuesses.Of(new int[i + 64], [.. Enumerable.Repeat(0, i), .. Enumerable.Repeat(2, 64)], 3));
        var texts = bytes.Select(guesses => JsonSerializer.Serialize(StoreWork.Record(1) with { TestGuesses = guesses }, RecordJson.Compact.RunRecord)).ToList();
        Assert.Contains(texts, text => text.Contains('+', StringComparison.Ordinal));
        Assert.DoesNotContain(texts, text => text.Contains("u002B", StringComparison.Ordinal));
    }

    private static TestGuesses Thousand(int wrong) =>
        TestGuesses.Of(new int[1000], [.. Enumerable.Range(0, 1000).Select(i => i * 7 % 1000 < wrong ? 1 + (i % 9) : 0)], 10);

    /// <summary>LEB128, written once more.</summary>
    private static IEnumerable<byte> Number(long number) =>
        number < 128 ? [(byte)number] : [(byte)((number % 128) + 128), .. Number(number / 128)];
}
