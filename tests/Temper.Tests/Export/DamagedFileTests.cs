using System.Buffers.Binary;
using System.Text;
using Temper.Data;
using Temper.Devices;
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
    private static readonly string[] Pieces =
        ["0", "-1", "null", "[]", "{}", "\"", "1e999", "2147483647", "9223372036854775807", "[null]", "NaN", "true", "\\\"", "99", ":", ",", "\n", "\\ud800"];

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
            using var damaged = new MemoryStream(Damage(sound, i));
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
            using var damaged = new MemoryStream(Damage(sound, i));
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

    /// <summary>The file with a few bytes changed, cut out, put in or moved, mostly in its header.</summary>
    private static byte[] Damage(byte[] sound, int number)
    {
        var stream = new Philox(13, RandomPurpose.Test, 3, (ulong)number);
        var draw = 0;
        var header = (int)BinaryPrimitives.ReadInt64LittleEndian(sound);
        var file = new List<byte>(sound);
        for (var change = 0; change <= Next(3); change++)
        {
            var reach = Next(10) == 0 ? file.Count : Math.Min(file.Count, header + 8);
            if (reach == 0)
            {
                break;
            }

            var at = Next(reach);
            switch (Next(8))
            {
                case 0:
                    file[at] = (byte)Next(256);
                    break;
                case 1:
                    file[at] ^= (byte)(1 << Next(8));
                    break;
                case 2:
                    file.RemoveRange(at, Math.Min(1 + Next(9), file.Count - at));
                    break;
                case 3:
                    file.InsertRange(at, Encoding.UTF8.GetBytes(Pieces[Next(Pieces.Length)]));
                    break;
                case 4:
                    var piece = Encoding.UTF8.GetBytes(Pieces[Next(Pieces.Length)]);
                    file.RemoveRange(at, Math.Min(piece.Length, file.Count - at));
                    file.InsertRange(at, piece);
                    break;
                case 5:
                    file.RemoveRange(at, file.Count - at);
                    break;
                case 6:
                    file[at] = (byte)('0' + Next(10));
                    break;
                default:
                    var length = Math.Min(1 + Next(60), file.Count - at);
                    file.InsertRange(Next(file.Count), file.GetRange(at, length));
                    break;
            }
        }

        // Half of the files say the length that their header now has, so that the damage inside is found.
        if (Next(2) == 0 && file.Count >= 8)
        {
            var length = header + file.Count - sound.Length;
            var bytes = new byte[8];
            BinaryPrimitives.WriteInt64LittleEndian(bytes, length);
            for (var i = 0; i < 8; i++)
            {
                file[i] = bytes[i];
            }
        }

        return [.. file];

        int Next(int bound) => stream.Below(draw++, bound);
    }
}
