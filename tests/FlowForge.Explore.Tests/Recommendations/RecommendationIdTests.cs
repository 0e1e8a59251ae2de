using FlowForge.Core.Plans;
using FlowForge.Explore.Recommendations;

namespace FlowForge.Explore.Tests.Recommendations;

public class RecommendationIdTests
{
    private static readonly string[] s_pieces = ["a", "b", "_", " ", ".", "id", "ä", "\u001f", "A", "customer", "customer_id", new('x', 60)];

    /// <summary>Whatever names hold: what differs has another id, what is the same has the same.</summary>
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void Id_OfRandomNames_IsStableAndFreeOfCollisions(int seed)
    {
        var random = new Random(seed);
        var known = new Dictionary<string, (string, Layer, string, string, string)>();
        for (int i = 0; i < 20_000; i++)
        {
            string dataset = Name(random), table = Name(random), action = random.Next(2) == 0 ? "derive" : "expect";
            Layer layer = Enum.GetValues<Layer>()[random.Next(4)];
            string[] about = [.. Enumerable.Range(0, random.Next(4)).Select(_ => Name(random))];
            string id = Recommendation.IdOf(dataset, layer, table, action, about);
            Assert.Equal(id, Recommendation.IdOf(dataset, layer, table, action, about));
            var key = (dataset, layer, table, action, string.Join('\u0001', about));
            Assert.True(known.TryAdd(id, key) || known[id] == key, $"seed {seed}: {id} is both {known[id]} and {key}");
        }
    }

    [Fact]
    public void Ids_OfOtherNumbers_AreTheSame()
    {
        using var world = new Exploration();
        string[] Ids(string sql) => [.. Exploration.FileOf(world.Table("orders", sql).Explore("orders")).Items.Select(one => one.Id)];
        string[] before = Ids(Shop.Orders), after = Ids($"SELECT * REPLACE (amount * 3 AS amount) FROM ({Shop.Orders}) WHERE order_id <> 'O-000001'");
        Assert.Equal(before, after);
    }

    private static string Name(Random random) => string.Concat(Enumerable.Range(0, random.Next(1, 4)).Select(_ => s_pieces[random.Next(s_pieces.Length)]));
}
