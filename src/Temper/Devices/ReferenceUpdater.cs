namespace Temper.Devices;

/// <summary>The reference's loop: one double at a time.</summary>
internal sealed class ReferenceUpdater<TRule> : Updater<TRule>
    where TRule : unmanaged, IUpdateRule
{
    public override void Run(in TRule rule, in UpdateViews views)
    {
        var parameters = ReferenceBuffer.Of(views.Parameters);
        var gradients = ReferenceBuffer.Of(views.Gradients);
        for (var i = 0; i < parameters.Length; i++)
        {
            var p = new LaneDouble(parameters[i]);
            var s0 = Get(views.State0, i);
            var s1 = Get(views.State1, i);
            var s2 = Get(views.State2, i);
            rule.Apply(ref p, new LaneDouble(gradients[i]), ref s0, ref s1, ref s2);
            parameters[i] = p.Value;
            Set(views.State0, i, s0);
            Set(views.State1, i, s1);
            Set(views.State2, i, s2);
        }
    }

    private static LaneDouble Get(View state, int index) =>
        state.IsEmpty ? default : new LaneDouble(ReferenceBuffer.Of(state)[index]);

    private static void Set(View state, int index, LaneDouble value)
    {
        if (!state.IsEmpty)
        {
            ReferenceBuffer.Of(state)[index] = value.Value;
        }
    }
}
