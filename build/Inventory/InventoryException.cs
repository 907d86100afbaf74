namespace Temper.Inventory;

/// <summary>A package's parts cannot be listed, or are not what they should be. The message is one line.</summary>
/// <param name="message">The line.</param>
internal sealed class InventoryException(string message) : Exception(message);
