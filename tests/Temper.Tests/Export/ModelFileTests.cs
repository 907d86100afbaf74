using System.Text.Json;
using Temper.Data;
using Temper.Devices;
using Temper.Devices.Cpu;
using Temper.Export;
using Temper.Layers;
using Temper.Tasks;
using Temper.Tests.Data;
using Temper.Tests.Training;
using Temper.Training;
using Xunit;

namespace Temper.Tests.Export;

public sealed class ModelFileTests
{
    [Fact]
    public void A_model_comes_back_and_guesses_the_same()
    {
        using var folder = new TempFolder();
        using var device = new CpuDevice();
        using var trainer = new Trainer(Trainings.Spec, Trainings.Data, device);
        trainer.Run(cancellationToken: TestContext.Current.CancellationToken);
        var model = Models.Of(trainer);

        ModelFile.Save(folder.Sub("model"), model);
        var back = ModelFile.Load(folder.Sub("model"));

        Assert.Equal(model.Layers, back.Layers);
        Assert.Equal(model.ClassNames, back.ClassNames);
        Assert.Equal((model.Input, model.Task, model.Dataset with { Source = null }, model.ScalesEachSet), (back.Input, back.Task, back.Dataset, back.ScalesEachSet));
        Assert.Equal(model.Scaler.Table, back.Scaler.Table);
        using var network = back.CreateNetwork(device, 16);
        Assert.Equal(Nets.Bits(trainer.Network), Nets.Bits(network));
        Assert.Equal(trainer.Test().Guesses, Evaluator.Evaluate(network, Trainings.Data.Test, back.Task, back.Scaler).Guesses);
    }

    [Theory]
    [InlineData("temper.layers", "[null]")]
    [InlineData("temper.layers", "null")]
    [InlineData("temper.layers", "[]")]
    [InlineData("temper.layers", "[{\"type\":\"Linear\",\"outFeatures\":2000000}]")]
    [InlineData("temper.layers", "[{\"type\":\"Linear\",\"outFeatures\":2147483647}]")]
    [InlineData("temper.layers", "[{\"type\":\"Linear\",\"outFeatures\":5},{\"type\":\"Linear\",\"outFeatures\":400000000}]")]
    [InlineData("temper.input", "bytes 1 0 6")]
    [InlineData("temper.input", "bytes 1 4096 6")]
    [InlineData("temper.input", "bytes 1 4000000000 6")]
    [InlineData("temper.input", "bytes 4000 4000 4000")]
    [InlineData("temper.input", "bytes 1  6 6")]
    [InlineData("temper.input", "words 1 6 6")]
    [InlineData("temper.input", "bytes 36")]
    [InlineData("temper.scaler", "{}")]
    [InlineData("temper.scaler", "null")]
    [InlineData("temper.scaler", "{\"centre\":null,\"divisor\":[255],\"a\":0,\"b\":1,\"clip\":0}")]
    [InlineData("temper.scaler", "{\"centre\":[0],\"divisor\":[0],\"a\":0,\"b\":1,\"clip\":0}")]
    [InlineData("temper.scaler", "{\"centre\":[\"NaN\"],\"divisor\":[255],\"a\":0,\"b\":1,\"clip\":0}")]
    [InlineData("temper.scaler", "{\"centre\":[0,0],\"divisor\":[255,255],\"a\":0,\"b\":1,\"clip\":0}")]
    [InlineData("temper.scaler", "{\"centre\":[0],\"divisor\":[255],\"a\":0,\"b\":1,\"clip\":-1}")]
    [InlineData("temper.target-scaler", "{\"centre\":[0],\"divisor\":[1],\"a\":0,\"b\":1,\"clip\":0}")]
    [InlineData("temper.task", "one")]
    [InlineData("temper.task", "null")]
    [InlineData("temper.task", "{\"name\":\"other\"}")]
    [InlineData("temper.task", "{\"name\":\"classification\"}")]
    [InlineData("temper.task", "{\"name\":\"classification\",\"classNames\":null}")]
    [InlineData("temper.task", "{\"name\":\"classification\",\"classNames\":[\"one\"]}")]
    [InlineData("temper.task", "{\"name\":\"classification\",\"classNames\":[\"a\",\"b\",null,\"d\",\"e\"]}")]
    [InlineData("temper.task", "{\"name\":\"regression\",\"unit\":\"kg\"}")]
    public void Metadata_that_does_not_fit_is_refused(string key, string value)
    {
        using var folder = new TempFolder();
        var path = folder.Sub("model");
        ModelFile.Save(path, Models.Fresh());
        var (tensors, metadata) = SafeTensors.Load(path);

        // Without the digest, which would refuse any change by itself.
        var changed = new Dictionary<string, string>(metadata) { [key] = value };
        Assert.True(changed.Remove("temper.digest"));
        SafeTensors.Save(path, tensors, changed);

        var before = GC.GetTotalAllocatedBytes();
        var error = Assert.Throws<DataException>(() => ModelFile.Load(path));

        Assert.DoesNotContain('\n', error.Message);
        Assert.Contains("not a model that Temper can use", error.Message, StringComparison.Ordinal);
        Assert.True(GC.GetTotalAllocatedBytes() - before < 100_000_000, "sizes are checked before memory is taken");
    }

    [Fact]
    public void Tensors_that_do_not_fit_are_refused()
    {
        var model = Models.Fresh();
        AssertRefused(model.State.Skip(1));
        AssertRefused(model.State.Append(new NamedTensor("more", [1], [1])));
        AssertRefused(model.State.Select(tensor => tensor.Shape.Count == 2 ? tensor with { Shape = [tensor.Shape[1], tensor.Shape[0]] } : tensor));
        AssertRefused(model.State.Select(tensor => tensor.IsInteger ? tensor with { Shape = [0], Values = [] } : tensor));

        void AssertRefused(IEnumerable<NamedTensor> state)
        {
            // Saving refuses such a model itself, so the file is made of a sound one's metadata.
            using var folder = new TempFolder();
            ModelFile.Save(folder.Sub("model"), model);
            SafeTensors.Save(folder.Sub("model"), [.. state], SafeTensors.Load(folder.Sub("model")).Metadata);
            Assert.Throws<DataException>(() => ModelFile.Load(folder.Sub("model")));
        }
    }

    [Fact]
    public void A_state_dict_with_what_it_lacks_is_a_model_and_checked_like_one()
    {
        using var folder = new TempFolder();
        var model = Models.Fresh();
        var made = Of(model.State.Reverse());
        ModelFile.Save(folder.Sub("model"), made);
        Assert.Equal(model.State.Select(tensor => tensor.Name), made.State.Select(tensor => tensor.Name));
        Assert.Equal(model.State.SelectMany(tensor => tensor.Values), ModelFile.Load(folder.Sub("model")).State.SelectMany(tensor => tensor.Values));
        Assert.Equal(DatasetReference.Unknown, made.Dataset);

        Assert.Contains("lacks", Refused(() => Of(model.State.Skip(1))), StringComparison.Ordinal);
        Assert.Contains("twice", Refused(() => Of(model.State.Append(model.State[0]))), StringComparison.Ordinal);
        Assert.Contains("should be", Refused(() => Of(model.State.Select(tensor => tensor with { Values = [.. tensor.Values, 0] }))), StringComparison.Ordinal);
        Assert.Contains("should be", Refused(() => Of(model.State, height: 7)), StringComparison.Ordinal);
        Assert.Contains("0 x 6", Refused(() => Of(model.State, height: 0)), StringComparison.Ordinal);
        Assert.Contains("1 class names", Refused(() => Of(model.State, names: ["one"])), StringComparison.Ordinal);
        Assert.Contains("one line", Refused(() => Of(model.State, names: [.. model.ClassNames.Skip(1), "two\nlines"])), StringComparison.Ordinal);

        Model Of(IEnumerable<NamedTensor> state, int height = 6, IReadOnlyList<string>? names = null) =>
            Model.FromStateDict([.. state], model.Layers, new Shape(1, height, 6), new Classification(names ?? model.ClassNames), model.Scaler);

        static string Refused(Func<Model> make) => Assert.Throws<SpecException>(make).Message;
    }

    [Fact]
    public void A_safetensors_file_of_someone_else_is_refused()
    {
        using var folder = new TempFolder();
        SafeTensors.Save(folder.Sub("other"), [new NamedTensor("a", [1], [1])], new Dictionary<string, string>());
        Assert.Contains("temper.", Assert.Throws<DataException>(() => ModelFile.Load(folder.Sub("other"))).Message, StringComparison.Ordinal);
        Assert.Throws<DataException>(() => CheckpointFile.Load(folder.Sub("other")));
    }

    [Theory]
    [InlineData(null, "an early format without a number")]
    [InlineData("4", "format \"4\"")]
    public void A_model_of_another_format_is_refused_in_one_line(string? format, string reason)
    {
        using var folder = new TempFolder();
        ModelFile.Save(folder.Sub("model"), Models.Fresh());
        var (tensors, metadata) = SafeTensors.Load(folder.Sub("model"));
        var other = new Dictionary<string, string>(metadata);
        other.Remove("temper.format");
        if (format is not null)
        {
            other["temper.format"] = format;
        }

        SafeTensors.Save(folder.Sub("other"), tensors, other);

        var message = Assert.Throws<DataException>(() => ModelFile.Load(folder.Sub("other"))).Message;
        Assert.Contains(reason, message, StringComparison.Ordinal);
        Assert.Contains("train it again", message, StringComparison.Ordinal);
    }

    [Fact]
    public void The_datas_hash_and_origin_come_back_and_their_place_is_left_out()
    {
        using var folder = new TempFolder();
        var data = new DatasetReference("mine", new string('a', 64), DatasetOrigin.BuiltIn, "/home/somebody/mine");
        ModelFile.Save(folder.Sub("model"), Models.Fresh() with { Dataset = data });

        Assert.Equal(data with { Source = null }, ModelFile.Load(folder.Sub("model")).Dataset);
        Assert.DoesNotContain("somebody", File.ReadAllText(folder.Sub("model")), StringComparison.Ordinal);
    }

    [Fact]
    public void A_spec_of_a_later_version_does_not_make_a_model_useless()
    {
        using var folder = new TempFolder();
        var model = Models.Fresh() with { Spec = Trainings.Spec };
        ModelFile.Save(folder.Sub("model"), model);
        Assert.Equal(SpecJson.Write(Trainings.Spec), SpecJson.Write(ModelFile.Load(folder.Sub("model")).Spec!));
        var (tensors, metadata) = SafeTensors.Load(folder.Sub("model"));
        var later = new Dictionary<string, string>(metadata) { ["temper.spec"] = "{\"layers\":[],\"brandNew\":1}" };
        later["temper.digest"] = ContentDigest.Of(tensors, later, "temper.digest");
        SafeTensors.Save(folder.Sub("later"), tensors, later);

        Assert.Null(ModelFile.Load(folder.Sub("later")).Spec);
    }

    [Fact]
    public void What_could_not_be_read_back_is_not_written()
    {
        using var folder = new TempFolder();
        var model = Models.Fresh();
        Assert.Contains("more than one line", Assert.Throws<SpecException>(() => ModelFile.Save(folder.Sub("model"), model with { Task = new Classification(["a\nb", "c", "d", "e", "f"]) })).Message, StringComparison.Ordinal);
        Assert.Throws<SpecException>(() => ModelFile.Save(folder.Sub("model"), model with { Task = new Classification(["a"]) }));
        Assert.Throws<SpecException>(() => ModelFile.Save(folder.Sub("model"), model with { State = [] }));
        Assert.Throws<SpecException>(() => ModelFile.Save(folder.Sub("model"), model with { Input = new Shape(1, 5, 0) }));
        Assert.Empty(folder.Files());
    }
}
