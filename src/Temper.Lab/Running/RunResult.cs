using Temper.Data;
using Temper.Export;
using Temper.Lab.Runs;
using Temper.Training;

namespace Temper.Lab.Running;

/// <summary>A finished training: its record, its model and what it guessed on the test set.</summary>
/// <param name="Request">The training that was requested.</param>
/// <param name="Record">Its record, as stored.</param>
/// <param name="Model">The trained net.</param>
/// <param name="Guesses">Guessed class of every test image.</param>
/// <param name="Epochs">All numbers of every epoch, step by step.</param>
/// <param name="Dataset">The data.</param>
public sealed record RunResult(
    RunRequest Request,
    RunRecord Record,
    Model Model,
    IReadOnlyList<int> Guesses,
    IReadOnlyList<EpochResult> Epochs,
    Dataset Dataset);
