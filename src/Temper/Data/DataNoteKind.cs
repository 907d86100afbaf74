namespace Temper.Data;

/// <summary>What a <see cref="DataNote"/> is about.</summary>
public enum DataNoteKind
{
    /// <summary>A user's own data have the name of a data set that they are not.</summary>
    CalledLikeAnother,

    /// <summary>Classes without any image, as class 0 where labels begin at 1.</summary>
    NoImages,

    /// <summary>Classes with test images but without training images.</summary>
    NotInTraining,

    /// <summary>Classes whose training images are all in the validation split.</summary>
    NeverTrained,

    /// <summary>Classes that are trained on one image.</summary>
    OneTrainingImage,

    /// <summary>Only one class is trained.</summary>
    OneClassTrained,

    /// <summary>There is no validation split.</summary>
    NoValidation,

    /// <summary>Classes that are trained but have no image in the validation split.</summary>
    NotValidated,

    /// <summary>All validation images are of one class.</summary>
    OneClassValidated,

    /// <summary>There are no test images.</summary>
    NoTest,

    /// <summary>Classes with training images but without test images.</summary>
    NotTested,

    /// <summary>All test images are of one class.</summary>
    OneClassTested,

    /// <summary>There are more classes than training images.</summary>
    MoreClassesThanImages,
}
