using FlowForge.Explore.Findings;

namespace FlowForge.Explore.Recommendations;

/// <summary>From findings to recommendations. Pure: the same findings give the same recommendations in the same order.</summary>
public static class Recommender
{
    public static IReadOnlyList<Recommendation> Recommend(ExplorationFindings findings)
    {
        var list = new RecommendationList();
        foreach (DatasetFindings dataset in findings.Datasets.Where(one => one.Profile.Rows > 0))
        {
            BronzeRules.Recommend(dataset, list);
            new SilverRules(dataset, findings.Relationships, list).Recommend();
        }
        var filled = findings with { Datasets = [.. findings.Datasets.Where(one => one.Profile.Rows > 0)] };
        new GoldRules(filled, list).Recommend();
        foreach (DatasetFindings dataset in filled.Datasets) new TrainingRules(dataset, list).Recommend();
        return [.. list.All.OrderBy(one => one.Layer).ThenBy(one => one.Table, StringComparer.Ordinal).ThenBy(one => one.Order).ThenBy(one => one.Id, StringComparer.Ordinal)];
    }
}
