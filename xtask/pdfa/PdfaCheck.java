import java.io.File;
import java.util.Map;
import org.verapdf.gf.foundry.VeraGreenfieldFoundryProvider;
import org.verapdf.pdfa.Foundries;
import org.verapdf.pdfa.PDFAParser;
import org.verapdf.pdfa.PDFAValidator;
import org.verapdf.pdfa.flavours.PDFAFlavour;
import org.verapdf.pdfa.results.TestAssertion;
import org.verapdf.pdfa.results.ValidationResult;
import org.verapdf.pdfa.validation.profiles.RuleId;

/** Validates files against a PDF/A flavour with veraPDF's library: PdfaCheck 2u FILE… */
class PdfaCheck {
  public static void main(String[] words) throws Exception {
    VeraGreenfieldFoundryProvider.initialise();
    PDFAFlavour flavour = PDFAFlavour.byFlavourId(words[0]);
    boolean allPass = true;
    for (int i = 1; i < words.length; i++) {
      allPass &= check(flavour, new File(words[i]));
    }
    System.exit(allPass ? 0 : 1);
  }

  private static boolean check(PDFAFlavour flavour, File file) throws Exception {
    ValidationResult result;
    try (PDFAParser parser = Foundries.defaultInstance().createParser(file, flavour);
        PDFAValidator validator = Foundries.defaultInstance().createValidator(flavour, false)) {
      result = validator.validate(parser);
    }
    System.out.printf("%s %s %s: %d assertions, %d rules broken%n",
        result.isCompliant() ? "PASS" : "FAIL", flavour, file.getName(),
        result.getTotalAssertions(), result.getFailedChecks().size());
    for (Map.Entry<RuleId, Integer> broken : result.getFailedChecks().entrySet()) {
      RuleId rule = broken.getKey();
      System.out.printf("  %s-%d, %d times: %s%n", rule.getClause(), rule.getTestNumber(),
          broken.getValue(), result.getValidationProfile().getRuleByRuleId(rule).getDescription());
      for (TestAssertion assertion : result.getTestAssertions()) {
        if (assertion.getRuleId().equals(rule)) {
          System.out.printf("    at %s: %s%n", assertion.getLocation().getContext(), assertion.getErrorMessage());
          break;
        }
      }
    }
    return result.isCompliant();
  }
}
