namespace Temper.Data;

/// <summary>Where a data set's content comes from, whatever its folder is called.</summary>
public enum DatasetOrigin
{
    /// <summary>From files or arrays of the user's own.</summary>
    Own,

    /// <summary>Fashion-MNIST, byte for byte as it was published.</summary>
    Published,

    /// <summary>Drawn by this program.</summary>
    BuiltIn,
}
