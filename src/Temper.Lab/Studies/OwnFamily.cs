using Temper.Lab.Statistics;

namespace Temper.Lab.Studies;

/// <summary>
/// What a question's answer would be in the study's own family. It is not the verdict: the same trainings were asked more in this store
/// (<see cref="JoinedQuestion"/>), and the answer that counts is that among all of it.
/// </summary>
/// <param name="Questions">Questions of the study's own family.</param>
/// <param name="Among">Questions of the family that counts.</param>
/// <param name="Verdict">The word in the study's own family.</param>
/// <param name="PValue">The p-value of "no difference" in the study's own family.</param>
public sealed record OwnFamily(int Questions, int Among, VerdictWord Verdict, double PValue);
