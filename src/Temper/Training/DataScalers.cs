using Temper.Data;

namespace Temper.Training;

/// <summary>How a data set's numbers become what a net takes, and what it learns to give.</summary>
/// <param name="Inputs">Of the inputs.</param>
/// <param name="Targets">Of the values to be predicted, fitted on the training split; null for classes.</param>
internal readonly record struct DataScalers(Scaler Inputs, Scaler? Targets);
