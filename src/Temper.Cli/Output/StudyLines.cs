using System.Globalization;

namespace Temper.Cli.Output;

/// <summary>A running study as plain lines, one per training that is over; for files and pipes.</summary>
internal sealed class StudyLines(StudyBoard board, Report report)
{
    private int stored;
    private int storedFailures;
    private int told;
    private bool isTold;

    public void Finished(int arm, int seed, double validScore, bool isElsewhere) =>
        Line(arm, seed, (double.IsNaN(validScore) ? "finished" : $"valid {board.Score.Text(validScore)}") + By(isElsewhere));

    public void Failed(int arm, int seed, long? step, bool isElsewhere) =>
        Line(arm, seed, (step is null ? "failed" : string.Create(CultureInfo.InvariantCulture, $"failed at step {step}")) + By(isElsewhere));

    /// <summary>Counts a run that costs nothing; <see cref="TellStored"/> tells of all in one line.</summary>
    public void Stored(bool isFailure)
    {
        stored++;
        storedFailures += isFailure ? 1 : 0;
    }

    /// <summary>New seeds may be stored as well.</summary>
    public void AddSeeds() => isTold = false;

    /// <summary>Work begins. Those found in the store later are told at the end, so that they do not fill the output with their lines.</summary>
    public void Begin()
    {
        if (!isTold)
        {
            TellStored();
            isTold = true;
        }
    }

    public void TellStored()
    {
        if (stored > 0)
        {
            var more = told > 0 ? " more" : "";
            var failures = storedFailures > 0 ? string.Create(CultureInfo.InvariantCulture, $", {storedFailures} of them failed") : "";
            report.Info(string.Create(CultureInfo.InvariantCulture, $"{stored}{more} of {board.Total} runs were stored already{failures}"));
            told += stored;
            (stored, storedFailures) = (0, 0);
        }
    }

    private void Line(int arm, int seed, string text)
    {
        Begin();
        report.Info(
            string.Create(CultureInfo.InvariantCulture, $"{board.Settled}/{board.Total}  {board.Arms[arm].Name} seed {board.Seeds[seed]}: {text}"));
    }

    private static string By(bool isElsewhere) => isElsewhere ? " (trained elsewhere)" : "";
}
