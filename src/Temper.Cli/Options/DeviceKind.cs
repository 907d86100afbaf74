namespace Temper.Cli.Options;

/// <summary>What --device names.</summary>
internal enum DeviceKind
{
    /// <summary>Whichever is expected to be faster.</summary>
    Auto,

    /// <summary>The processor.</summary>
    Cpu,

    /// <summary>A GPU.</summary>
    Gpu,
}
