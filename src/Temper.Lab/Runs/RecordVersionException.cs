using System.Text.Json;

namespace Temper.Lab.Runs;

/// <summary>A run's record is of another version than this program writes.</summary>
/// <param name="version">Its version.</param>
internal sealed class RecordVersionException(long version)
    : JsonException(FormattableString.Invariant($"expected a run's record of version {RunRecord.Format}, received version {version}"))
{
    /// <summary>Its version.</summary>
    public long Version { get; } = version;
}
