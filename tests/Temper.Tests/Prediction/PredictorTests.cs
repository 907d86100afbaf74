using Temper.Cli.Options;
using Temper.Data;
using Temper.Devices;
using Temper.Devices.Cpu;
using Temper.Export;
using Temper.Layers;
using Temper.Prediction;
using Temper.Tasks;
using Temper.Tests.Data;
using Xunit;

namespace Temper.Tests.Prediction;

public sealed class PredictorTests
{
    public static TheoryData<string, InstructionSet> ModelsAndSets
    {
        get
        {
            var cases = new TheoryData<string, InstructionSet>();
            foreach (var name in PredictedModels.Names)
            {
                foreach (var set in InstructionSetChoice.Available)
                {
                    cases.Add(name, set);
                }
            }

            return cases;
        }
    }

    [Theory]
    [MemberData(nameof(ModelsAndSets))]
    public void Logits_are_those_of_the_cpu_device_bit_by_bit(string name, InstructionSet set)
    {
        const int Rows = 133;
        var model = PredictedModels.Of(name);
        var pixels = PredictedModels.Pixels(Rows, 784);
        using var device = new CpuDevice(instructionSet: set);
        var expected = PredictedModels.Logits(model, pixels, device, batch: 64);

        foreach (var threads in new[] { 1, 2, 3 })
        {
            using var predictor = new Predictor(model, threads, set);
            foreach (var batch in new[] { 1, 2, 7, 8, 9, 32, 65, Rows })
            {
                AssertSameBits(expected, Logits(predictor, pixels, batch));
            }
        }
    }

    [Theory]
    [InlineData(1, 1, 1)]
    [InlineData(3, 5, 2)]
    [InlineData(5, 16, 10)]
    [InlineData(6, 31, 17)]
    [InlineData(6, 208, 33)]
    [InlineData(7, 209, 3)]
    [InlineData(4, 417, 250)]
    [InlineData(9, 300, 256)]
    public void Odd_sizes_give_the_same_bits(int side, int hidden, int classes)
    {
        foreach (var name in new[] { "M1", "M4", "M5sound" })
        {
            var model = PredictedModels.Of(name, side, hidden, classes);
            var pixels = PredictedModels.Pixels(21, side * side);
            foreach (var set in InstructionSetChoice.Available)
            {
                using var device = new CpuDevice(instructionSet: set);
                using var predictor = new Predictor(model, threads: 2, set);
                var expected = PredictedModels.Logits(model, pixels, device, batch: 21);
                AssertSameBits(expected, Logits(predictor, pixels, 21));
                AssertSameBits(expected, Logits(predictor, pixels, 1));
            }
        }
    }

    public static TheoryData<string> Chains => ["norm", "relu linear", "norm norm linear", "linear norm norm relu norm", "dropout linear dropout relu relu norm relu relu", "linear linear norm relu"];

    [Theory]
    [MemberData(nameof(Chains))]
    public void Any_order_of_layers_gives_the_same_bits(string chain)
    {
        LayerSpec[] layers = [.. chain.Split(' ').Select((word, i) => (LayerSpec)(word switch
        {
            "linear" => new Linear(20, Bias: i % 2 == 0),
            "norm" => new BatchNorm1d(Affine: i % 2 == 0) { Name = $"bn{i}" },
            "relu" => new ReLU(),
            _ => new Dropout(0.3),
        }))];
        var model = PredictedModels.Of(layers, side: 7, new Scaler(3, 200, -1, 2));
        var pixels = PredictedModels.Pixels(40, 49);
        using var device = new CpuDevice();
        using var predictor = new Predictor(model);
        var expected = PredictedModels.Logits(model, pixels, device, batch: 40);

        AssertSameBits(expected, Logits(predictor, pixels, 40));
        AssertSameBits(expected, Logits(predictor, pixels, 3));
        var ofFloats = new float[expected.Length];
        predictor.PredictLogits(Array.ConvertAll(pixels, pixel => predictor.Scaler.Table[pixel]), ofFloats);
        AssertSameBits(expected, ofFloats);
    }

    [Fact]
    public void A_model_can_come_from_a_stream()
    {
        var model = PredictedModels.Of("M5", side: 6, hidden: 5);
        using var stream = new MemoryStream();
        ModelFile.Save(stream, model);
        stream.Position = 0;
        using var predictor = Predictor.Load(stream);
        using var expected = new Predictor(model);
        var pixels = PredictedModels.Pixels(3, 36);

        AssertSameBits(Logits(expected, pixels, 3), Logits(predictor, pixels, 3));

        using var behind = new MemoryStream([9, 9, 9, .. stream.ToArray()]) { Position = 3 };
        using var fromBehind = Predictor.Load(behind);
        AssertSameBits(Logits(expected, pixels, 3), Logits(fromBehind, pixels, 3));

        using var packed = new MemoryStream(IdxBytes.Gzip(stream.ToArray()));
        using var unpacking = new System.IO.Compression.GZipStream(packed, System.IO.Compression.CompressionMode.Decompress);
        using var fromGzip = Predictor.Load(unpacking);
        AssertSameBits(Logits(expected, pixels, 3), Logits(fromGzip, pixels, 3));

        stream.Position = stream.Length;
        Assert.Contains("has 0 bytes", Assert.Throws<DataException>(() => Predictor.Load(stream)).Message, StringComparison.Ordinal);
        using var other = new MemoryStream([1, 2, 3]);
        Assert.StartsWith("my resource: ", Assert.Throws<DataException>(() => Predictor.Load(other, "my resource")).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Infinite_weights_mean_the_same_with_every_vector_width()
    {
        var weights = new float[40 * 4];
        weights[5] = float.PositiveInfinity;
        weights[7] = float.NaN;
        var model = new Model
        {
            Layers = [new Linear(40, Bias: false)],
            State = [new NamedTensor("0.weight", [40, 4], weights)],
            Input = new Shape(1, 2, 2),
            Task = new Classification([.. Enumerable.Range(0, 40).Select(i => $"{i}")]),
            Scaler = new Scaler(0, 255),
            Dataset = new DatasetReference("test"),
        };
        var pixels = PredictedModels.Pixels(9, 4);
        using var first = new Predictor(model, 1, InstructionSet.Scalar);
        foreach (var set in InstructionSetChoice.Available)
        {
            using var predictor = new Predictor(model, 1, set);
            AssertSameBits(Logits(first, pixels, 9), Logits(predictor, pixels, 9));
            AssertSameBits(Logits(first, pixels, 1), Logits(predictor, pixels, 1));
        }
    }

    [Theory]
    [InlineData("M1")]
    [InlineData("M5")]
    public void Logits_agree_with_the_reference(string name)
    {
        var model = PredictedModels.Of(name);
        var pixels = PredictedModels.Pixels(20, 784);
        using var reference = new ReferenceDevice();
        using var predictor = new Predictor(model);
        var expected = PredictedModels.Logits(model, pixels, reference, batch: 20);

        Close.Relative(name, Array.ConvertAll(expected, logit => (double)logit), Array.ConvertAll(Logits(predictor, pixels, 20), logit => (double)logit), 1e-5);
    }

    [Theory]
    [InlineData(0, 255, 0, 1)]
    [InlineData(0, 254, 0, 1)]
    [InlineData(7, 90, 0, 1)]
    [InlineData(0, 255, -1, 1)]
    [InlineData(3, 200, 0.5, 3)]
    public void Bytes_are_scaled_as_in_training(byte minimum, byte maximum, float a, float b)
    {
        var model = PredictedModels.Of("M1", side: 17, hidden: 30, scaler: new Scaler(minimum, maximum, a, b));
        var pixels = PredictedModels.Pixels(70, 17 * 17);
        var floats = Array.ConvertAll(pixels, pixel => model.Scaler.Table[pixel]);
        foreach (var set in InstructionSetChoice.Available)
        {
            using var predictor = new Predictor(model, 1, set);
            var expected = new float[70 * 10];
            predictor.PredictLogits(floats, expected);

            AssertSameBits(expected, Logits(predictor, pixels, 70));
            AssertSameBits(expected, Logits(predictor, pixels, 1));
        }
    }

    [Fact]
    public void Probabilities_are_the_softmax_and_classes_the_largest()
    {
        var model = PredictedModels.Of("M2");
        var pixels = PredictedModels.Pixels(50, 784);
        var floats = Array.ConvertAll(pixels, pixel => model.Scaler.Table[pixel]);
        using var predictor = new Predictor(model);
        var logits = Logits(predictor, pixels, 50);
        var (probabilities, ofFloats) = (new float[500], new float[500]);
        var (classes, classesOfFloats) = (new int[50], new int[50]);

        Assert.Equal(50, predictor.PredictProbabilities(pixels, probabilities));
        Assert.Equal(50, predictor.PredictProbabilities(floats, ofFloats));
        Assert.Equal(50, predictor.PredictClasses(pixels, classes));
        Assert.Equal(50, predictor.PredictClasses(floats, classesOfFloats));

        Assert.Equal(probabilities, ofFloats);
        Assert.Equal(classes, classesOfFloats);
        for (var row = 0; row < 50; row++)
        {
            var of = logits.AsSpan(row * 10, 10).ToArray();
            var sum = of.Sum(logit => Math.Exp(logit));
            for (var c = 0; c < 10; c++)
            {
                Assert.Equal(Math.Exp(of[c]) / sum, probabilities[(row * 10) + c], 1e-6);
            }

            Assert.Equal(Array.IndexOf(of, of.Max()), classes[row]);
            Assert.Equal(classes[row], predictor.PredictClass(pixels.AsSpan(row * 784, 784)));
            Assert.Equal(classes[row], predictor.PredictClass(floats.AsSpan(row * 784, 784)));
        }
    }

    [Fact]
    public void Huge_logits_are_still_probabilities_and_equal_ones_mean_the_first_class()
    {
        var model = Weighted(1000, -1000, 1000);
        using var predictor = new Predictor(model);
        var probabilities = new float[3];
        predictor.PredictProbabilities(new byte[] { 255 }, probabilities);

        Assert.Equal([0.5f, 0, 0.5f], probabilities);
        Assert.Equal(0, predictor.PredictClass(new byte[] { 255 }));
    }

    [Fact]
    public void A_diverged_model_gives_NaN_and_no_crash()
    {
        using var predictor = new Predictor(Weighted(float.NaN, 1, 2));
        var probabilities = new float[3];
        predictor.PredictProbabilities(new byte[] { 255 }, probabilities);

        Assert.All(probabilities, probability => Assert.True(float.IsNaN(probability)));
    }

    [Fact]
    public void Nothing_to_predict_is_no_error()
    {
        using var predictor = new Predictor(PredictedModels.Of("M1", side: 4, hidden: 3));
        Assert.Equal(0, predictor.PredictLogits(ReadOnlySpan<byte>.Empty, []));
        Assert.Equal(0, predictor.PredictProbabilities(ReadOnlySpan<float>.Empty, []));
        Assert.Equal(0, predictor.PredictClasses(ReadOnlySpan<byte>.Empty, []));
    }

    [Fact]
    public void More_room_than_needed_is_left_alone()
    {
        using var predictor = new Predictor(PredictedModels.Of("M1", side: 4, hidden: 3));
        var logits = new float[40];
        Array.Fill(logits, 7);

        predictor.PredictLogits(PredictedModels.Pixels(3, 16), logits);

        Assert.All(logits.Skip(30), logit => Assert.Equal(7, logit));
        Assert.DoesNotContain(7, logits.Take(30));
    }

    [Fact]
    public void Wrong_lengths_are_told_with_what_was_expected()
    {
        using var predictor = new Predictor(PredictedModels.Of("M1", side: 4, hidden: 3));
        var logits = new float[10];
        Contains("16 numbers (4 x 4) each, received 17", () => predictor.PredictLogits(new byte[17], logits));
        Contains("2 rows need room for 20 results, \"logits\" has 10", () => predictor.PredictLogits(new byte[32], logits));
        Contains("2 rows need room for 20 results, \"probabilities\" has 10", () => predictor.PredictProbabilities(new float[32], logits));
        Contains("2 rows need room for 2 results, \"classes\" has 1", () => predictor.PredictClasses(new byte[32], new int[1]));
        Contains("One row has 16 numbers (4 x 4), received 32", () => predictor.PredictClass(new byte[32]));
        Contains("One row has 16 numbers (4 x 4), received 0", () => predictor.PredictClass(ReadOnlySpan<float>.Empty));

        static void Contains(string text, Func<object> call) =>
            Assert.Contains(text, Assert.Throws<ArgumentException>(call).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Models_that_cannot_be_used_are_refused()
    {
        var model = PredictedModels.Of("M1", side: 4, hidden: 3);
        Assert.Throws<SpecException>(() => new Predictor(model with { State = [] }));
        Assert.Throws<SpecException>(() => new Predictor(model with { Task = new Classification(["one"]) }));
        Assert.Throws<ArgumentOutOfRangeException>(() => new Predictor(model, threads: 0));
        Assert.Throws<ArgumentOutOfRangeException>(() => new Predictor(model, threads: 1025));
        Assert.Throws<DataException>(() => Predictor.Load("no-such-model.safetensors"));
    }

    [Fact]
    public void A_disposed_predictor_says_so()
    {
        var predictor = new Predictor(PredictedModels.Of("M1", side: 4, hidden: 3), threads: 2);
        predictor.Dispose();
        predictor.Dispose();
        Assert.Throws<ObjectDisposedException>(() => predictor.PredictClass(new byte[16]));
    }

    private static Model Weighted(params float[] weights) => new()
    {
        Layers = [new Linear(weights.Length, Bias: false)],
        State = [new NamedTensor("0.weight", [weights.Length, 1], weights)],
        Input = new Shape(1, 1, 1),
        Task = new Classification([.. weights.Select((_, i) => $"{i}")]),
        Scaler = new Scaler(0, 255),
        Dataset = new DatasetReference("test"),
    };

    private static float[] Logits(Predictor predictor, byte[] pixels, int batch)
    {
        var rows = pixels.Length / predictor.Features;
        var logits = new float[rows * predictor.Classes];
        for (var from = 0; from < rows; from += batch)
        {
            var count = Math.Min(batch, rows - from);
            Assert.Equal(count, predictor.PredictLogits(
                pixels.AsSpan(from * predictor.Features, count * predictor.Features), logits.AsSpan(from * predictor.Classes)));
        }

        return logits;
    }

    private static void AssertSameBits(float[] expected, float[] received) =>
        Assert.Equal(expected.Select(BitConverter.SingleToInt32Bits), received.Select(BitConverter.SingleToInt32Bits));
}
