using Temper.Devices;

namespace Temper.Regularizers;

/// <summary>A batch before its forward pass.</summary>
/// <param name="Inputs">[rows, features], scaled.</param>
/// <param name="Targets">[rows, width].</param>
/// <param name="Rows">Rows of the batch.</param>
/// <param name="Step">Steps done before, from 0.</param>
internal readonly record struct TrainingBatch(View Inputs, View Targets, int Rows, long Step);
