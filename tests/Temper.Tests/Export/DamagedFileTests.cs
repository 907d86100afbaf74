using Temper.Data;
using Temper.Devices.Cpu;
using Temper.Export;
using Temper.Layers;
using Temper.Regularizers;
using Temper.Tests.Data;
using Temper.Tests.Training;
using Temper.Training;
using Xunit;

namespace Temper.Tests.Export;

/// <summary>Thousands of damaged files: each is read, or refused as data, and nothing else happens.</summary>
public sealed class DamagedFileTests
{
    private const int Files = 12_000;

    [Fact]
    public void A_damaged_model_is_a_model_or_an_error_of_the_data()
    {
        using var folder = new TempFolder();
        var path = folder.Sub("model");
        ModelFile.Save(path, Models.Fresh());
        var sound = System.IO.File.ReadAllBytes(path);
        var refused = 0;
        for (var i = 0; i < Files; i++)
        {
            using var damaged = new MemoryStream(Damage.Of(sound, i));
            try
            {
                ModelFile.Read(Sealed(SafeTensors.Read(damaged, path), "temper.digest"), path);
            }
            catch (DataException error)
            {
                Assert.DoesNotContain('\n', error.Message);
                refused++;
            }
        }

        Assert.True(refused > Files / 2, $"{refused} of {Files} were refused");
    }

    [Fact]
    public void A_damaged_checkpoint_is_restored_or_refused()
    {
        using var folder = new TempFolder();
        using var device = new CpuDevice();
        var spec = Trainings.Spec with { Regularizers = [new EarlyStopping()], Epochs = 2 };
        using var trainer = new Trainer(spec, Trainings.Data, device);
        trainer.Run(cancellationToken: TestContext.Current.CancellationToken);
        var path = folder.Sub("checkpoint");
        CheckpointFile.Save(path, trainer.Save());
        var sound = System.IO.File.ReadAllBytes(path);
        var refused = 0;
        for (var i = 0; i < Files; i++)
        {
            using var damaged = new MemoryStream(Damage.Of(sound, i));
            try
            {
                // What the file lets pass, the trainer may still refuse: its spec is another one.
                trainer.Restore(CheckpointFile.Read(Sealed(SafeTensors.Read(damaged, path), "checkpoint.digest"), path));
            }
            catch (TemperException error) when (error is DataException or SpecException)
            {
                Assert.DoesNotContain('\n', error.Message);
                refused++;
            }
        }

        Assert.True(refused > Files / 2, $"{refused} of {Files} were refused");
    }

    [Fact]
    public void No_bit_of_a_model_or_a_checkpoint_can_change_unnoticed()
    {
        using var folder = new TempFolder();
        using var device = new CpuDevice();
        using var trainer = new Trainer(Trainings.Spec with { Epochs = 1 }, Trainings.Data, device);
        trainer.Run(cancellationToken: TestContext.Current.CancellationToken);
        CheckpointFile.Save(folder.Sub("checkpoint"), trainer.Save());
        ModelFile.Save(folder.Sub("model"), Model.FromTrainer(trainer));
        var model = ModelFile.Load(folder.Sub("model"));
        Assert.True(model.HasDigest);
        Check("checkpoint", (content, path) => SpecJson.Write(CheckpointFile.Read(content, path).Spec));
        Check("model", (content, path) => $"{ModelFile.Read(content, path).HasDigest} {SpecJson.Write(model.Spec!)}");

        void Check(string name, Func<(IReadOnlyList<NamedTensor>, IReadOnlyDictionary<string, string>), string, string> read)
        {
            var path = folder.Sub(name);
            var bytes = System.IO.File.ReadAllBytes(path);
            var told = read(SafeTensors.Load(path), path);
            var unnoticed = 0;
            for (var bit = 0; bit < 8 * bytes.Length; bit += 61)
            {
                bytes[bit / 8] ^= (byte)(1 << (bit % 8));
                try
                {
                    // What is left: a bit of the digest's own name, of a model, which then has none and is read with a note; JSON's other ways to write the same.
                    unnoticed += read(SafeTensors.Read(new MemoryStream(bytes), path), path) == told ? 1 : 0;
                }
                catch (DataException error)
                {
                    Assert.DoesNotContain('\n', error.Message);
                }

                bytes[bit / 8] ^= (byte)(1 << (bit % 8));
            }

            Assert.InRange(unnoticed, 0, 2);
        }
    }

    /// <summary>The content with a digest that fits: what happens to damage that the digest does not find.</summary>
    private static (IReadOnlyList<NamedTensor>, IReadOnlyDictionary<string, string>) Sealed(
        (IReadOnlyList<NamedTensor> Tensors, IReadOnlyDictionary<string, string> Metadata) content, string key)
    {
        var metadata = new Dictionary<string, string>(content.Metadata);
        metadata[key] = ContentDigest.Of(content.Tensors, metadata, key);
        return (content.Tensors, metadata);
    }
}
