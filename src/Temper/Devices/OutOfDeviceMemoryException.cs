namespace Temper.Devices;

/// <summary>A device has too little free memory. Fewer nets at a time, or smaller ones, may fit; the device itself still works.</summary>
/// <param name="message">One line: the device, what was needed, what there was, way out.</param>
/// <param name="innerException">What it came from; null for nothing.</param>
public sealed class OutOfDeviceMemoryException(string message, Exception? innerException = null)
    : DeviceException(message, innerException);
