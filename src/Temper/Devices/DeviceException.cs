namespace Temper.Devices;

/// <summary>A device that cannot be had, or that stopped working.</summary>
/// <param name="message">One line: the device, what happened, way out.</param>
/// <param name="innerException">What it came from; null for nothing.</param>
public class DeviceException(string message, Exception? innerException = null) : TemperException(message, innerException);
