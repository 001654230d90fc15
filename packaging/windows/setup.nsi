; The setup of GarageMail for one person, without administrator. packages.sh gives VERSION, NUMBERS (0.1.0.0), KILOBYTES, OUT, and
; SIGN, the command that signs the uninstaller.
;
;   setup.exe /S [/D=FOLDER]      installs or upgrades in silence; FOLDER stands last and without quotes
;   uninstall.exe /S [/DATA]      removes it in silence; the data stay unless /DATA is given
; They end with 0, or with 5 when the program is in use and does not close.
Unicode true
Target amd64-unicode
ManifestDPIAware true
!include MUI2.nsh
!include FileFunc.nsh
!include LogicLib.nsh
!include WordFunc.nsh

Name GarageMail
BrandingText "GarageMail ${VERSION}"
OutFile "${OUT}"
RequestExecutionLevel user
InstallDir "$LOCALAPPDATA\Programs\GarageMail"
InstallDirRegKey HKCU Software\GarageMail Folder
SetCompressor /SOLID lzma
SetCompressorDictSize 32
AllowSkipFiles off
!ifdef SIGN
!uninstfinalize '${SIGN} "%1"'
!endif

VIProductVersion "${NUMBERS}"
VIAddVersionKey ProductName GarageMail
VIAddVersionKey CompanyName GarageMail
VIAddVersionKey FileDescription "GarageMail setup"
VIAddVersionKey FileVersion "${VERSION}"
VIAddVersionKey ProductVersion "${VERSION}"
VIAddVersionKey LegalCopyright MIT

!define MUI_ICON garagemail.ico
!define MUI_UNICON garagemail.ico
!define MUI_ABORTWARNING
!define MUI_FINISHPAGE_NOAUTOCLOSE
!define MUI_FINISHPAGE_RUN "$INSTDIR\garagemail.exe"
!insertmacro MUI_PAGE_WELCOME
!insertmacro MUI_PAGE_DIRECTORY
!insertmacro MUI_PAGE_INSTFILES
!insertmacro MUI_PAGE_FINISH
!insertmacro MUI_UNPAGE_CONFIRM
!insertmacro MUI_UNPAGE_INSTFILES

; The first is taken where the system speaks none of them.
!insertmacro MUI_LANGUAGE French
!insertmacro MUI_LANGUAGE Dutch
!insertmacro MUI_LANGUAGE German
!insertmacro MUI_LANGUAGE English
!insertmacro MUI_RESERVEFILE_LANGDLL

LangString Open ${LANG_FRENCH} "GarageMail est ouvert. Fermez-le, puis cliquez sur Recommencer."
LangString Open ${LANG_DUTCH} "GarageMail is open. Sluit het en klik dan op Opnieuw."
LangString Open ${LANG_GERMAN} "GarageMail ist geöffnet. Schließen Sie es und klicken Sie dann auf Wiederholen."
LangString Open ${LANG_ENGLISH} "GarageMail is open. Close it, then click Retry."
LangString Newer ${LANG_FRENCH} "Une version plus récente de GarageMail ($0) est installée. L'ancienne ne pourrait peut-être pas ouvrir vos données. Installer quand même la version ${VERSION} ?"
LangString Newer ${LANG_DUTCH} "Er is een nieuwere versie van GarageMail ($0) geïnstalleerd. De oudere kan uw gegevens misschien niet openen. Versie ${VERSION} toch installeren?"
LangString Newer ${LANG_GERMAN} "Eine neuere Version von GarageMail ($0) ist installiert. Die ältere kann Ihre Daten vielleicht nicht öffnen. Version ${VERSION} trotzdem installieren?"
LangString Newer ${LANG_ENGLISH} "A newer version of GarageMail ($0) is installed. The older one may not be able to open your data. Install version ${VERSION} all the same?"
LangString Data ${LANG_FRENCH} "Vos clients, documents, photos et copies de sauvegarde sont dans$\r$\n$0$\r$\n$\r$\nLes supprimer aussi, définitivement ?$\r$\nNon = ils restent, et une nouvelle installation les retrouve."
LangString Data ${LANG_DUTCH} "Uw klanten, documenten, foto's en back-ups staan in$\r$\n$0$\r$\n$\r$\nOok die verwijderen, voorgoed?$\r$\nNee = ze blijven, en een nieuwe installatie vindt ze terug."
LangString Data ${LANG_GERMAN} "Ihre Kunden, Dokumente, Fotos und Sicherungskopien liegen in$\r$\n$0$\r$\n$\r$\nAuch diese löschen, endgültig?$\r$\nNein = sie bleiben, und eine neue Installation findet sie wieder."
LangString Data ${LANG_ENGLISH} "Your clients, documents, photos and backups are in$\r$\n$0$\r$\n$\r$\nRemove them too, for good?$\r$\nNo = they stay, and a new installation finds them again."
LangString Write ${LANG_FRENCH} "$INSTDIR ne peut pas être écrit. Rien n'a été installé."
LangString Write ${LANG_DUTCH} "In $INSTDIR kan niet worden geschreven. Er is niets geïnstalleerd."
LangString Write ${LANG_GERMAN} "In $INSTDIR kann nicht geschrieben werden. Nichts wurde installiert."
LangString Write ${LANG_ENGLISH} "$INSTDIR cannot be written. Nothing was installed."

!define UNINSTALL Software\Microsoft\Windows\CurrentVersion\Uninstall\GarageMail

; Waits until nothing runs from this folder: Windows keeps the file of a running program from being opened for writing. In silence
; the windows are asked to close, as the cross in their corner does; a command without a window is waited for.
!macro AwaitEnd un
Function ${un}AwaitEnd
  StrCpy $R1 0
  ${Do}
    ClearErrors
    ${IfNot} ${FileExists} "$INSTDIR\garagemail.exe"
      Return
    ${EndIf}
    FileOpen $R0 "$INSTDIR\garagemail.exe" a
    ${IfNot} ${Errors}
      FileClose $R0
      Return
    ${EndIf}
    ${If} ${Silent}
      IntOp $R2 $R1 % 20
      ${If} $R2 = 0
        nsExec::Exec 'taskkill /IM garagemail.exe'
        Pop $R2
      ${EndIf}
      IntOp $R1 $R1 + 1
      ${If} $R1 > 90
        SetErrorLevel 5
        Abort
      ${EndIf}
      Sleep 500
    ${Else}
      MessageBox MB_RETRYCANCEL|MB_ICONEXCLAMATION "$(Open)" IDRETRY +3
      SetErrorLevel 5
      Abort
    ${EndIf}
  ${Loop}
FunctionEnd
!macroend
!insertmacro AwaitEnd ""
!insertmacro AwaitEnd un.

Function .onInit
  ReadRegStr $0 HKCU "${UNINSTALL}" DisplayVersion
  ReadRegStr $1 HKCU "${UNINSTALL}" Numbers
  ${If} $1 != ""
    ${VersionCompare} $1 "${NUMBERS}" $2
    ${If} $2 = 1
      MessageBox MB_YESNO|MB_ICONQUESTION|MB_DEFBUTTON2 "$(Newer)" /SD IDYES IDYES +2
      Abort
    ${EndIf}
  ${EndIf}
FunctionEnd

Section
  Call AwaitEnd
  SetOutPath "$INSTDIR"
  ClearErrors
  File garagemail.exe
  File garagemail.com
  File LICENCES.txt
  WriteUninstaller "$INSTDIR\uninstall.exe"
  ${If} ${Errors}
    MessageBox MB_OK|MB_ICONSTOP "$(Write)" /SD IDOK
    SetErrorLevel 2
    Abort
  ${EndIf}
  CreateShortCut "$SMPROGRAMS\GarageMail.lnk" "$INSTDIR\garagemail.exe"
  WriteRegStr HKCU Software\GarageMail Folder "$INSTDIR"
  ; so that "garagemail" is found by Start > Run and by a shortcut
  WriteRegStr HKCU "Software\Microsoft\Windows\CurrentVersion\App Paths\garagemail.exe" "" "$INSTDIR\garagemail.exe"
  WriteRegStr HKCU "${UNINSTALL}" DisplayName GarageMail
  WriteRegStr HKCU "${UNINSTALL}" DisplayVersion "${VERSION}"
  WriteRegStr HKCU "${UNINSTALL}" Numbers "${NUMBERS}"
  WriteRegStr HKCU "${UNINSTALL}" Publisher GarageMail
  WriteRegStr HKCU "${UNINSTALL}" DisplayIcon "$INSTDIR\garagemail.exe"
  WriteRegStr HKCU "${UNINSTALL}" InstallLocation "$INSTDIR"
  WriteRegStr HKCU "${UNINSTALL}" UninstallString '"$INSTDIR\uninstall.exe"'
  WriteRegStr HKCU "${UNINSTALL}" QuietUninstallString '"$INSTDIR\uninstall.exe" /S'
  WriteRegDWORD HKCU "${UNINSTALL}" EstimatedSize ${KILOBYTES}
  WriteRegDWORD HKCU "${UNINSTALL}" NoModify 1
  WriteRegDWORD HKCU "${UNINSTALL}" NoRepair 1
SectionEnd

Section Uninstall
  Call un.AwaitEnd
  Delete "$INSTDIR\garagemail.exe"
  Delete "$INSTDIR\garagemail.com"
  Delete "$INSTDIR\LICENCES.txt"
  Delete "$INSTDIR\uninstall.exe"
  RMDir "$INSTDIR" ; only when nothing else lies there
  Delete "$SMPROGRAMS\GarageMail.lnk"
  DeleteRegKey HKCU "${UNINSTALL}"
  DeleteRegKey HKCU "Software\Microsoft\Windows\CurrentVersion\App Paths\garagemail.exe"
  DeleteRegKey HKCU Software\GarageMail
  StrCpy $0 "$APPDATA\GarageMail"
  ${IfNot} ${FileExists} "$0\*"
    Return
  ${EndIf}
  ${GetParameters} $R0
  ClearErrors
  ${GetOptions} $R0 "/DATA" $R1
  ${IfNot} ${Errors}
    RMDir /r "$0"
    Return
  ${EndIf}
  MessageBox MB_YESNO|MB_ICONQUESTION|MB_DEFBUTTON2 "$(Data)" /SD IDNO IDNO keep
  RMDir /r "$0"
keep:
SectionEnd
