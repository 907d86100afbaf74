using Temper.Data;
using Temper.Devices.Cpu;
using Temper.Export;
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
                ModelFile.Read(SafeTensors.Read(damaged, path), path);
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
        var spec = Trainings.Spec with { EarlyStopping = new EarlyStopping(), Epochs = 2 };
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
                trainer.Restore(CheckpointFile.Read(SafeTensors.Read(damaged, path), path));
            }
            catch (TemperException error) when (error is DataException or SpecException)
            {
                Assert.DoesNotContain('\n', error.Message);
                refused++;
            }
        }

        Assert.True(refused > Files / 2, $"{refused} of {Files} were refused");
    }
}
