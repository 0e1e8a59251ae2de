using System.Globalization;
using System.Text;
using System.Xml;
using FlowForge.Cli.Samples.Facts;

namespace FlowForge.Cli.Samples.Files;

/// <summary>The policies as the core system sends them: a namespace, attributes, and covers as repeated children, which are a table of their own.</summary>
internal sealed class PoliciesXml(Insurer insurer)
{
    private const string Space = "urn:petinsure:policies";

    public void Write(Stream file)
    {
        using var xml = XmlWriter.Create(file, new XmlWriterSettings { Indent = true, IndentChars = " ", NewLineChars = "\n", Encoding = new UTF8Encoding(false) });
        xml.WriteStartElement("p", "policies", Space);
        for (long row = 1; row <= insurer.Size.Policies; row++) Write(xml, PolicyFacts.Of(insurer, row));
        xml.WriteEndElement();
    }

    private void Write(XmlWriter xml, PolicyFacts policy)
    {
        xml.WriteStartElement("policy", Space);
        xml.WriteAttributeString("id", Insurer.PolicyId(policy.Row));
        xml.WriteAttributeString("status", insurer.Has(Flaw.PolicyStatusUnknown, policy.Row) ? "??" : policy.Status(Insurer.FirstDay));
        Element(xml, "customer", Insurer.CustomerId(policy.Customer));
        Element(xml, "pet", Insurer.PetId(insurer.Has(Flaw.PolicyWithoutPet, policy.Row) ? insurer.Size.Pets + policy.Row : policy.Pet));
        Element(xml, "product", policy.Product);
        Element(xml, "start", Text(policy.Start));
        Element(xml, "end", Text(insurer.Has(Flaw.EndBeforeStart, policy.Row) ? policy.Start.AddDays(-30) : policy.End));
        if (!insurer.Has(Flaw.PremiumMissing, policy.Row)) Element(xml, "premium", (policy.PremiumCents / 100m).ToString("0.00", CultureInfo.InvariantCulture));
        Element(xml, "deductible", policy.Deductible.ToString(CultureInfo.InvariantCulture));
        if (policy.CancelReason is not null) Element(xml, "cancel_reason", policy.CancelReason);
        foreach ((string code, int limit) in policy.Covers)
        {
            xml.WriteStartElement("coverage", Space);
            xml.WriteAttributeString("code", code);
            xml.WriteAttributeString("limit", limit.ToString(CultureInfo.InvariantCulture));
            xml.WriteEndElement();
        }
        xml.WriteEndElement();
    }

    private static void Element(XmlWriter xml, string name, string text) => xml.WriteElementString(name, Space, text);

    private static string Text(DateOnly day) => day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
}
