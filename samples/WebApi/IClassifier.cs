namespace WebApi;

/// <summary>From a picture's bytes to how probable each class is. Any number of threads may call at the same time.</summary>
internal interface IClassifier : IDisposable
{
    /// <summary>Class names in label order, and the size of the pictures that the net was trained on.</summary>
    (IReadOnlyList<string> Classes, int Height, int Width) Net { get; }

    /// <summary>One probability per class, for [Height, Width] grey bytes.</summary>
    float[] Probabilities(byte[] pixels);
}
