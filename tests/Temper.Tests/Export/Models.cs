using Temper.Data;
using Temper.Devices;
using Temper.Export;
using Temper.Tests.Training;
using Temper.Training;

namespace Temper.Tests.Export;

/// <summary>Models for the tests of this folder.</summary>
internal static class Models
{
    /// <summary>A trainer's net as a model.</summary>
    public static Model Of(Trainer trainer) => Model.FromTrainer(trainer) with { ScalesEachSet = true };

    /// <summary>An untrained net as a model.</summary>
    public static Model Fresh()
    {
        using var device = new ReferenceDevice();
        using var trainer = new Trainer(Trainings.Spec, Trainings.Data, device);
        return Of(trainer);
    }
}
