using Temper.Export;

namespace Temper.Lab.Benchmarks;

/// <summary>A way to predict that is to be timed.</summary>
public interface IPredictionCandidate
{
    /// <summary>In tables.</summary>
    string Name { get; }

    /// <summary>Gets a model ready for batches of one size.</summary>
    /// <param name="model">The model.</param>
    /// <param name="pixels">[images, features]: what will be predicted; a call names a part of it.</param>
    /// <param name="batch">Images of a call.</param>
    /// <param name="threads">Threads that a call may use, at least 1.</param>
    /// <exception cref="SpecException">The model cannot be used.</exception>
    IPredictionSession Open(Model model, byte[] pixels, int batch, int threads);
}

/// <summary>A model that is ready.</summary>
public interface IPredictionSession : IDisposable
{
    /// <summary>The last call's logits, [batch, classes].</summary>
    ReadOnlySpan<float> Logits { get; }

    /// <summary>Predicts a batch of raw bytes.</summary>
    /// <param name="batch">Which one, from 0 to the number of whole batches: its first image is batch times the batch's size.</param>
    void Predict(int batch);
}
